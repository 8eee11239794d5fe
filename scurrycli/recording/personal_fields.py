"""Which fields of payloads hold what is personal, by their keys; never their values.

Source: Discord's documentation, the objects of "Gateway Events" and "Resources".
"""

from __future__ import annotations

_OF_PEOPLE = "username global_name nick display_name"
_OTHER_NAMES = "name query tag emoji_name auto_moderation_rule_name code vanity_url_code"
_IMAGES = (
    "avatar banner icon splash discovery_splash image asset badge cover_image avatar_hash icon_hash"
)
_NUMBERS = "permissions permissions_new app_permissions allow allow_new deny deny_new"
_WRITTEN = (
    "content topic description reason matched_content matched_keyword custom_message text title "
    "label placeholder value values note custom_id keyword_filter regex_patterns allow_list "
    "old_value new_value filename status state details"
)

NAMES_OF_PEOPLE = frozenset(_OF_PEOPLE.split(" "))
NAMES = NAMES_OF_PEOPLE | frozenset(_OTHER_NAMES.split(" "))
IMAGES = frozenset(_IMAGES.split(" "))
NUMBERS = frozenset(_NUMBERS.split(" "))
"""Long numbers in texts that are no ids."""

ACTIVITIES = frozenset({"activities", "activity", "game"})
PRIVATE = frozenset({"phone", "bio", "pronouns"})
OF_COMMANDS = frozenset({"data", "options"})
"""Where what has a `name` is a command, which is nobody's."""

WRITTEN = frozenset(_WRITTEN.split(" "))
"""What people wrote, where it is text or a list of texts."""
WRITTEN_WITHIN = frozenset({"embeds", "attachments", "poll", "components"})
"""Where every text is what people wrote, but for those in `KEPT_WITHIN`."""
KEPT_WITHIN = frozenset({"id", "type", "content_type", "timestamp", "expiry"})
STATUSES = frozenset({"online", "idle", "dnd", "offline", "invisible"})
"""Values of a `status` that nobody wrote."""
