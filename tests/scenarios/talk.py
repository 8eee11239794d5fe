"""What is said in the rooms for chatter, scene by scene; never how it is sent."""

from __future__ import annotations

from scenarios.lines import Line, Scene

_MORNING = (
    Line("sol", "morning all ☀️", 1.2, react=(("👋", "juno"),)),
    Line("rafa", "morning? it is 3 in the morning here and I have made a mistake", 2.2),
    Line("juno", "define mistake", 1.3),
    Line("rafa", "I told myself \"just one more log file\" at ten", 2.4, "rafa-log",
         react=(("😂", "sol"), ("🦉", "kaito"))),
    Line("sol", "did the log file at least confess?", 2.0, reply="rafa-log"),
    Line("rafa", "it did. the barometer was fine the whole time. I had it in the fridge. as a "
         "test. "
         "in MARCH. and forgot about it [[:teapot_ok:]]", 3.6, "fridge",
         react=(("[[:teapot_ok:]]", "sol priya wick"), ("💀", "hana"))),
    Line("hana", "冷蔵庫の中の天気 🥶", 1.7),
    Line("kaito", "“fridge: 4 °C, no wind, light occasionally”", 2.3, reply="fridge",
         react=(("🏆", "rafa"),)),
    Line("juno", "pinning this", 1.6),
)  # fmt: skip

_RELEASE_TALK = (
    Line("priya", "IT IS OUT [[:ship_it:]]", 0.8, react=(("[[:ship_it:]]", "sol juno"),)),
    Line("lise", "Tillykke! 🎉", 0.9, react=(("🎉", "priya"),)),
    Line("sol", "wait, did the changelog say three weeks on one cell?", 1.5, "three-weeks"),
    Line("priya", "three weeks and two days, at one reading every ten minutes. the radio is "
         "asleep for "
         "99.4 % of the time now", 2.6, reply="three-weeks", react=(("🤯", "sol"),)),
    Line("benji", "does that work on rev B boards too?", 1.7, "rev-b"),
    Line("oskar", "rev B yes, but you have to cut the LED trace. It's the size of a hair, use a "
         "fresh "
         "blade", 2.3, reply="rev-b"),
    Line("pixelfinch", "hi! just joined, this looks lovely. is there a kit or do I order boards "
         "myself?", 2.6,
         "kit", react=(("👋", "sol"),)),
    Line("juno", "welcome [[@pixelfinch]] 💚 boards yourself for now; the shopping list is in the "
         "handbook: "
         "https://handbook.example.com/start/shopping-list", 2.4, "shopping", unfurl="shopping"),
    Line("pixelfinch", "perfect, danke schön!", 1.7),
    Line("oskar", "Oh, noch jemand! Wo in etwa? Wir haben donnerstags einen Löttreff.", 1.9),
    Line("pixelfinch", "Nähe Lübeck, also grüne Wiese und viel Wind 😅", 2.1),
)  # fmt: skip

_POLL = (
    Line("elif", "", 0.5, "poll"),
    Line("wick", "\"Drizzle\" is a crime and I will vote for it", 1.8, reply="poll",
         react=(("🌧️", "elif"),), unreact=1),
    Line("lise", "Graupel oder nichts", 1.6),
    Line("elif", "you all promised to take this seriosly", 1.5,
         edit=(1.3, "you all promised to take this seriously")),
    Line("rafa", "we take graupel extremely seriously", 1.2, react=(("😂", "elif"),)),
)  # fmt: skip

_EVENING = (
    Line("noor", "handbook counter: 412 pages read today. somebody is reading the whole thing in "
         "order", 1.0,
         "counter", react=(("📖", "elif"),)),
    Line("pixelfinch", "that… may be me", 1.8, reply="counter", react=(("😂", "noor"),)),
    Line("noor", "tell me everything that confused you. EVERYTHING", 1.5),
    Line("pixelfinch", "page 12 says “connect the antenna before power” and page 14 says it again "
         "in red. "
         "now I'm afraid of the antenna", 2.5),
    Line("priya", "healthy. stay afraid", 1.2, react=(("📡", "pixelfinch"),)),
)  # fmt: skip

_OFF_TOPIC = (
    Line("tamsin", "the cat has discovered the warm spot on top of the printer", 0.9),
    Line("tamsin", "there is fur in the first layer. it is structural now", 1.4,
         react=(("🐈", "hana"),)),
    Line("elif", "fibre-reinforced PLA!", 1.5),
    Line("hana", "写真ください 🙏", 1.9, "photo-please"),
    Line("tamsin", "she moves as soon as the phone comes out, this is the best I have", 2.8,
         reply="photo-please", attach=("cat",), react=(("😻", "hana elif"), ("🐈‍⬛", "lise"))),
    Line("noor", "that is a cat-shapd cloud", 1.6, edit=(1.1, "that is a cat-shaped cloud")),
    Line("elif", "stratocumulus felis", 1.3, react=(("😂", "tamsin"),)),
)  # fmt: skip

_PHOTOS = (
    Line("lise", "Station no. 7 is up, on the old ferry pier. Wind vane made from a wooden spoon, "
         "as the "
         "ancients did.", 1.0, "pier", attach=("pier", "spoon"),
         react=(("😍", "marlow hana"), ("🥄", "oskar"))),
    Line("marlow", "this is the best thing that anyone has done with a spoon", 2.4, reply="pier"),
    Line("hana", "きれい ✨", 1.5),
    Line("lise", "tak! It's on the map: https://map.example.com/station/7", 2.2, unfurl="station"),
)  # fmt: skip

_MUSIC = (
    Line("kaito", "soldering music for tonight: The Barometers. very long, very "
         "grey", 1.0, "music"),
    Line("rafa", "is there any album without rain sounds on it", 2.0, reply="music"),
    Line("kaito", "no.", 0.9, react=(("🌧️", "rafa"),)),
    Line("hana", "", 2.1, sticker="Foggy Friday"),
)  # fmt: skip

_DOCS = (
    Line("noor", "Translation news! The Japanese chapter on radio is complete, thanks to "
         "[[@hana]] and "
         "[[@kaito]]. German is at 80 %, Danish at 35 %. If you want to help, here is how it "
         "goes:\n\n"
         "1. pick a page that nobody has claimed (the list is pinned)\n"
         "2. write the way you would explain it to a friend at a workbench; short sentences, no "
         "heroics\n"
         "3. keep the part numbers and the warnings exactly as they are\n"
         "4. open the page with `serve.sh` and read it aloud once. If you stumble, the reader "
         "will too\n\n"
         "You do not need to know the firmware. You do need to have burnt your fingers at least "
         "once.", 1.0,
         "translation", react=(("🎉", "elif juno"), ("🔥", "oskar"))),
    Line("hana", "ありがとうございます。海斗さんのおかげです", 2.6, reply="translation",
         react=(("💚", "kaito"),)),
    Line("elif", "I redrew the wiring figure, the old one had two different greens for the same "
         "wire", 2.6,
         attach=("wiring",)),
    Line("noor", "oh that is SO much better. merging", 1.8, edit=(1.8, "oh that is SO much "
         "better. merged ✅")),
)  # fmt: skip

_BENCH = (
    Line("tamsin", "who left the hot-air station on", 0.8, "hot-air"),
    Line("sol", "it wasn't me, I was in the oven channel", 1.7),
    Line("oskar", "…", 1.4, react=(("👀", "tamsin sol"),)),
    Line("oskar", "I was *preheating*", 1.6, reply="hot-air",
         react=(("[[:crumb:]]", "tamsin"),), unreact=1),
)  # fmt: skip

_OVEN = (
    Line("sol", "72 % hydration, 14 h in the cold, and it still went flat", 1.0, "flat"),
    Line("elif", "your starter wants breakfast before it works, like everybody", 2.3, reply="flat",
         react=(("🥐", "sol"),)),
    Line("tamsin", "put a temperature logger next to the jar. we have about forty of them", 2.4),
    Line("sol", "a weather station for dough", 1.4, react=(("🍞", "elif"),)),
)  # fmt: skip

_MEETUPS = (
    Line("oskar", "Donnerstag 19 Uhr: Löten für Anfänger. Ich bringe die große Lupe und "
         "Käsekuchen mit.",
         1.0, "thursday", react=(("🧀", "sol"), ("🔍", "elif"))),
    Line("tamsin", "I'll open up at half past six", 2.2, reply="thursday"),
)  # fmt: skip

SCENES = (
    Scene("general", 0.6, _MORNING),
    Scene("off-topic", 17.5, _OFF_TOPIC),
    Scene("photos", 30.5, _PHOTOS),
    Scene("general", 46.6, _RELEASE_TALK),
    Scene("general", 73.0, _POLL),
    Scene("general", 81.2, _EVENING),
    Scene("music", 38.2, _MUSIC),
    Scene("docs", 62.6, _DOCS),
    Scene("bench", 11.6, _BENCH),
    Scene("oven", 56.0, _OVEN),
    Scene("meetups", 79.4, _MEETUPS),
)
