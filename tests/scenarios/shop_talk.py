"""What is said in the workshop, the threads and the private message; never how it is sent."""

from __future__ import annotations

from scenarios.lines import Line, Scene

_SLEEP_CODE = """found it. we arm the wake-up timer and *then* wait for the display, \
so a slow refresh eats the whole interval:
```cpp
void sleep_until(Instant next) {
    rtc.arm(next);          // 10 s from now
    display.wait_idle();    // takes 11 s below 0 °C
    power.deep_sleep();     // nobody left to wake us
}
```
swapping the first two lines fixes it here. -18 °C in the freezer, 200 cycles, no hang."""

_FIRMWARE = (
    Line("priya", "has anyone else seen a station that never wakes up after a cold night? two "
         "reports this "
         "week, both rev C, both with the big display", 1.0, "cold"),
    Line("marlow", "one here. I blamed the battery", 2.2, reply="cold"),
    Line("kaito", "同じです。3台のうち1台 (only the one in the shade)", 2.6),
    Line("lise", "below zero? the panel's refresh gets very slow then, it's in the data sheet, "
         "page 31", 2.7,
         "data-sheet", react=(("🤔", "priya"),)),
    Line("priya", _SLEEP_CODE, 5.2, "found", reply="data-sheet",
         react=(("🎯", "lise marlow"), ("[[:ship_it:]]", "tamsin"))),
    Line("marlow", "ELEVEN seconds for a refresh", 1.5),
    Line("lise", "ink is shy in winter", 1.2, react=(("🥶", "priya"),)),
    Line("kaito", "so the watchdog should have…", 1.4, delete=2.6),
    Line("kaito", "ah, the watchdog sleeps as well. never mind", 2.9),
    Line("priya", "can somebody with a rev B check that I didn't break it? branch is "
         "`cold-ink`", 2.2, "check"),
    Line("tamsin", "flashing now. give me two minutes", 1.6, reply="check"),
    Line("tamsin", "boots, sleeps, wakes. 3.1 µA asleep, as before", 5.5, "boots",
         edit=(2.1, "boots, sleeps, wakes. 3.1 µA asleep, same as before. tested on B2 and B4"),
         react=(("✅", "priya"), ("[[:blinkenled:]]", "kaito"))),
    Line("priya", "then it goes into 2.4. thank you, [[@lise]], the data sheet whisperer", 2.2,
         react=(("💚", "lise"),)),
)  # fmt: skip

_HARDWARE = (
    Line("oskar", "The supplier of the humidity sensor says \"end of life, last order in "
         "January\". [[&Hardware]] "
         "ideas?", 1.0, "eol", react=(("😩", "lise"),)),
    Line("tamsin", "the mk2 has the same footprint, but it talks at 0x45 instead of 0x44", 2.5),
    Line("oskar", "Let's not drown the channel, thread?", 1.5, delete=9.0),
)  # fmt: skip

_SENSOR_THREAD = (
    Line("oskar", "So: mk2 with 0x45, or the cheap one from the other vendor with ±5 % on a good "
         "day", 1.2),
    Line("lise", "I measured both against the salt jars last spring. The mk2 drifts less than the "
         "old one, "
         "the cheap one is a random number generator with a lid", 2.6, "salt",
         react=(("😂", "oskar"),)),
    Line("tamsin", "mk2 then. I can do the board change tonight: one resistor", 2.2, reply="salt"),
    Line("oskar", "👌 I'll order five for testing", 1.6),
)  # fmt: skip

_HELP = (
    Line("benji", "Hi! I flashed 2.3.1 on a rev B4 and the log only says this, over and "
         "over:\n```\n"
         "[boot] mossfw 2.3.1 (rev B4)\n[radio] no answer, retry 1/5\n[radio] no answer, retry "
         "2/5\n"
         "[radio] no answer, retry 3/5\n```\nAntenna is connected. What did I miss?", 0.2, "help"),
    Line("tamsin", "is the little solder bridge JP3 closed? on B4 it ships open", 4.4, reply="help",
         react=(("👍", "benji"),)),
    Line("benji", "there is a JP3??", 2.2),
    Line("tamsin", "back side, under the sticker with the moss on it", 1.9, attach=("jp3",)),
    Line("benji", "IT TALKS 📡 thank you so much!!", 4.6, react=(("🎉", "tamsin juno"),)),
)  # fmt: skip

_COMMANDS = (
    Line("fern", "", 2.0, "forecast", embed="forecast"),
    Line("wick", "thank you fern, you are the only one who understands me", 2.2, reply="forecast",
         react=(("🤖", "juno"),)),
)  # fmt: skip

_ANNOUNCEMENT = (
    Line("marlow", "# Mossbeacon 2.4 “Heather”\nStations now wake up on cold mornings, sleep "
         "twice as deep, and "
         "show the air pressure as a line instead of a number.\n\n**Before you update:** save "
         "your calibration "
         "(`moss calib save`), because the format of the file changed.\n\nThanks to everybody who "
         "put a "
         "station into a freezer for us. Notes: "
         "https://news.example.com/2.4-heather", 0.8, "heather",
         unfurl="heather", react=(("🎉", "priya juno sol lise benji"), ("🌿", "elif noor"),
                                  ("[[:mossbeacon:]]", "tamsin"))),
)  # fmt: skip

_BUILDS = (
    Line("Build notes", "", 0.5, embed="build-failed"),
    Line("Build notes", "", 15.5, embed="build-passed", key="passed", react=(("✅", "priya"),)),
    Line("Build notes", "", 12.5, embed="build-release"),
)  # fmt: skip

_PRIVATE = (
    Line("benji", "hi fern, can you remind me to save my calibration before I update? 🥺", 0.9),
    Line("fern", "Of course. I'll remind you <t:1795374000:R>.", 1.2),
)  # fmt: skip

_WELCOME = (
    Line("sol", "welcome welcome! 🌱", 1.5, reply="joined"),
    Line("benji", "hi! I was the newest until a minute ago, ask me anything (I know three "
         "things)", 3.0,
         reply="joined", react=(("😂", "pixelfinch juno"),), unreact=1),
)  # fmt: skip

SCENES = (
    Scene("firmware", 5.2, _FIRMWARE),
    Scene("hardware", 27.0, _HARDWARE),
    Scene("sensor-thread", 35.2, _SENSOR_THREAD),
    Scene("help-thread", 36.3, _HELP),
    Scene("bot-commands", 24.0, _COMMANDS),
    Scene("announcements", 44.8, _ANNOUNCEMENT),
    Scene("builds", 14.6, _BUILDS),
    Scene("fern-dm", 58.0, _PRIVATE),
    Scene("welcome", 43.0, _WELCOME),
)
