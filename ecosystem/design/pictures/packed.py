"""What stands on shelves in bottles, tins, bags and boxes. Labels are plain: no brand is copied."""

from __future__ import annotations

from .paint import Shape

INKS = (
    ("#c8513d", "#f7e3c4", "#8f3527"),
    ("#2f7d72", "#e9f1d9", "#1f5a52"),
    ("#3f62a8", "#e6ebf7", "#2b4680"),
    ("#d69a2d", "#fff3d2", "#a87315"),
    ("#7a5596", "#f0e6f4", "#573a70"),
)

PACKED: dict[str, Shape] = {
    "box": Shape(
        "#f1ede4",
        INKS,
        '<path d="M26 24h40v58H26z" fill="{a}"/><path d="M66 24l10 6v48l-10 4z" fill="{c}"/><path d="M26 40h40v22H26z" fill="{b}"/><path d="M32 48h22M32 54h15" stroke="{c}" stroke-width="3.4" stroke-linecap="round"/>',
    ),
    "can": Shape(
        "#ecefee",
        INKS,
        '<path d="M28 28h44v48c0 8-44 8-44 0z" fill="{a}"/><path d="M28 42c0 5 44 5 44 0v22c0 5-44 5-44 0z" fill="{b}"/><circle cx="50" cy="56" r="7" fill="{c}"/><ellipse cx="50" cy="28" rx="22" ry="7" fill="#c9d0d0"/><ellipse cx="50" cy="28" rx="16" ry="4.4" fill="#e6eaea"/>',
    ),
    "drink": Shape(
        "#e6f0f2",
        (("#c8453b", "#f6e4dc", "#8d2a23"), ("#3a78b0", "#e3eef7", "#275680"), ("#5b9a4b", "#eaf3e0", "#3f7233"), ("#e08a2c", "#fdf0dc", "#ab6415")),
        '<path d="M34 24h32l4 8v42l-4 8H34l-4-8V32z" fill="{a}"/><path d="M30 42l40-8v18l-40 10z" fill="{b}"/><ellipse cx="50" cy="24" rx="16" ry="4.6" fill="#d4dadb"/><path d="M47 22h7" stroke="#98a3a5" stroke-width="2.4" stroke-linecap="round"/><path d="M36 36v34" stroke="#fff" stroke-opacity=".45" stroke-width="4" stroke-linecap="round"/>',
    ),
    "bottle": Shape(
        "#e8f0ec",
        (("#4c9a8b", "#f4f1e2", "#2f6d62"), ("#d2892e", "#fdf2dc", "#9c6117"), ("#b4443a", "#f8e6dc", "#7f2a23"), ("#6fa8c9", "#f3f8fb", "#3f7798")),
        '<path d="M44 16h12v14c0 6 10 8 10 20v28a5 5 0 0 1-5 5H39a5 5 0 0 1-5-5V50c0-12 10-14 10-20z" fill="{a}"/><path d="M43 14h14v8H43z" fill="{c}" /><path d="M34 54h32v18H34z" fill="{b}"/><path d="M41 60h18M41 66h11" stroke="{c}" stroke-width="3" stroke-linecap="round"/>',
    ),
    "wine": Shape(
        "#f4e8ea",
        (("#3f5a46", "#f2e7cf", "#7c2438"), ("#5b2a38", "#f2e7cf", "#c3953f"), ("#c9b76a", "#fbf6e4", "#7f7434")),
        '<path d="M45 14h10v22c0 6 9 8 9 18v26a4 4 0 0 1-4 4H40a4 4 0 0 1-4-4V54c0-10 9-12 9-18z" fill="{a}"/><path d="M45 14h10v12H45z" fill="{c}"/><path d="M36 56h28v18H36z" fill="{b}"/><circle cx="50" cy="65" r="5" fill="{c}"/>',
    ),
    "beer": Shape(
        "#e9e3d0",
        (("#e2a42f", "#fffaf0", "#b97c16"), ("#a8622c", "#fff6e6", "#7b4318")),
        '<path d="M28 36h36v42a5 5 0 0 1-5 5H33a5 5 0 0 1-5-5z" fill="{a}"/><path d="M64 44h8a8 8 0 0 1 8 8v10a8 8 0 0 1-8 8h-8" fill="none" stroke="{c}" stroke-width="5"/><path d="M38 48v24M46 48v24M54 48v24" stroke="{c}" stroke-width="3" stroke-linecap="round"/><path d="M25 38c-3-8 4-14 11-12 3-8 15-8 18 0 8-3 15 5 11 12-5 5-35 5-40 0z" fill="{b}"/>',
    ),
    "milk": Shape(
        "#e8f0f7",
        (("#f8fafc", "#4f86b8", "#c6d6e4"), ("#f8fafc", "#6aa05a", "#cfdfc8"), ("#fbf3ea", "#c96f5d", "#e3cfc2")),
        '<path d="M32 40h36v40a3 3 0 0 1-3 3H35a3 3 0 0 1-3-3z" fill="{a}"/><path d="M32 40l8-14h20l8 14z" fill="{c}"/><path d="M40 18h20v8H40z" fill="{b}"/><path d="M32 54c12-8 24 8 36 0v16H32z" fill="{b}"/>',
    ),
    "jar": Shape(
        "#f7ede6",
        (("#c9443b", "#fbf3e6", "#e3b04a"), ("#dca03a", "#fdf6e6", "#8a8f95"), ("#7c8f3f", "#f6f4e2", "#c9a24a"), ("#7b4a2c", "#fbf0e0", "#c33f3f")),
        '<path d="M28 40c0-4 4-6 6-8h32c2 2 6 4 6 8v36a7 7 0 0 1-7 7H35a7 7 0 0 1-7-7z" fill="{a}"/><path d="M32 20h36a3 3 0 0 1 3 3v9H29v-9a3 3 0 0 1 3-3z" fill="{c}"/><path d="M28 50h44v20H28z" fill="{b}"/><path d="M37 57h26M37 63h16" stroke="{a}" stroke-width="3" stroke-linecap="round"/>',
    ),
    "tub": Shape(
        "#eff3ee",
        (("#f7f4ec", "#5f8fc0", "#c3d4e6"), ("#f9f2ea", "#d9737f", "#efc9cd"), ("#f6f6e8", "#86ab4c", "#d4e2b8"), ("#fbf3dc", "#e1a83a", "#f3dca6")),
        '<path d="M24 42h52l-6 36a5 5 0 0 1-5 4H35a5 5 0 0 1-5-4z" fill="{a}"/><path d="M27 56h46l-3 16H30z" fill="{b}"/><path d="M20 34h60v8H20z" fill="{c}"/><path d="M38 63h24" stroke="#fff" stroke-width="3.6" stroke-linecap="round"/>',
    ),
    "bag": Shape(
        "#f5efe2",
        INKS,
        '<path d="M28 22h44l-3 8c5 16 6 34 3 52H28c-3-18-2-36 3-52z" fill="{a}"/><path d="M28 22h44l-3 8H31z" fill="{c}"/><ellipse cx="50" cy="56" rx="17" ry="14" fill="{b}"/><path d="M42 53h16M44 60h11" stroke="{c}" stroke-width="3.2" stroke-linecap="round"/>',
    ),
    "sack": Shape(
        "#f4ede0",
        (("#e9dcc2", "#b98f52", "#d0bd98"), ("#f2ece0", "#6f8fb4", "#d9d1c2")),
        '<path d="M30 26c-6 14-10 34-6 52 2 6 50 6 52 0 4-18 0-38-6-52-8 4-32 4-40 0z" fill="{a}"/><path d="M30 26c-2-4 2-8 6-8h28c4 0 8 4 6 8-8 4-32 4-40 0z" fill="{c}"/><path d="M36 50h28v20H36z" fill="{b}"/><path d="M43 57h14M43 63h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/>',
    ),
    "cup": Shape(
        "#f3ebe3",
        (("#8a5a3a", "#fbf6ef", "#d9c7b2"), ("#5f8f5a", "#fbf6ef", "#cfdcc4")),
        '<path d="M24 42h44v20c0 12-9 20-22 20s-22-8-22-20z" fill="{b}"/><ellipse cx="46" cy="42" rx="22" ry="7" fill="{c}"/><ellipse cx="46" cy="42" rx="17" ry="4.6" fill="{a}"/><path d="M68 48h6a8 8 0 0 1 0 17h-8" fill="none" stroke="{b}" stroke-width="5"/><path d="M38 30c-4-5 4-8 0-13M50 30c-4-5 4-8 0-13" fill="none" stroke="{c}" stroke-width="3.4" stroke-linecap="round"/>',
    ),
    "bowl": Shape(
        "#faeee2",
        (("#c8513d", "#f5dfae", "#6aa05a"), ("#3f6d8f", "#f3e6c9", "#c96f4a"), ("#4f8a6a", "#f6ead0", "#d98a3a")),
        '<path d="M16 52h68c0 18-12 30-34 30S16 70 16 52z" fill="{a}"/><ellipse cx="50" cy="52" rx="34" ry="10" fill="{b}"/><path d="M30 50c4-5 8 5 12 0s8 5 12 0 8 5 12 0" fill="none" stroke="#e0b75c" stroke-width="3.4" stroke-linecap="round"/><circle cx="38" cy="54" r="4" fill="{c}"/><circle cx="60" cy="55" r="4" fill="{c}"/><path d="M56 46l22-28M64 47l20-24" stroke="#8a5a3a" stroke-width="3.4" stroke-linecap="round"/>',
    ),
    "noodles": Shape(
        "#fcf1dd",
        (("#f0cf7e", "#d9a441", "#c8513d"),),
        '<path d="M36 18c-3 14 3 24 0 34s4 22 0 30M44 18c-3 14 3 24 0 34s4 22 0 30M52 18c-3 14 3 24 0 34s4 22 0 30M60 18c-3 14 3 24 0 34s4 22 0 30" fill="none" stroke="{a}" stroke-width="6" stroke-linecap="round"/><path d="M28 46h44v14H28z" fill="{c}"/><path d="M36 53h20" stroke="{b}" stroke-width="3.4" stroke-linecap="round"/>',
    ),
    "sweet": Shape(
        "#fbe7ef",
        (("#d9527a", "#f7c7d6", "#ffffff"), ("#4f8fb8", "#cfe4f1", "#ffffff"), ("#e29a2f", "#f9dfb0", "#ffffff"), ("#6c9f4a", "#d3e6c0", "#ffffff")),
        '<path d="M32 50L14 38v26zM68 50l18-12v26z" fill="{b}"/><circle cx="50" cy="51" r="21" fill="{a}"/><path d="M38 40c8 6 8 16 0 23M50 32c9 10 9 28 0 38M62 40c6 6 6 16 0 23" fill="none" stroke="{c}" stroke-opacity=".75" stroke-width="4" stroke-linecap="round"/>',
    ),
    "icecream": Shape(
        "#fceef0",
        (("#f2a7b5", "#fff3dd", "#d69a55"), ("#8d5a3c", "#f6e3cf", "#d69a55"), ("#bfe0c4", "#fdf7ea", "#d69a55")),
        '<path d="M34 52h32L50 88z" fill="{c}"/><path d="M40 58l16 12M60 58L45 72" stroke="#b57a38" stroke-width="2.4"/><circle cx="39" cy="43" r="14" fill="{a}"/><circle cx="61" cy="43" r="14" fill="{b}"/><circle cx="50" cy="29" r="14" fill="{a}"/><circle cx="56" cy="16" r="4.6" fill="#d23b42"/>',
    ),
    "frozen": Shape(
        "#e4eef7",
        (("#5d93c8", "#eaf3fb", "#3d6f9f"), ("#6fa6a0", "#e8f4f2", "#47807a")),
        '<path d="M24 28h52v50a4 4 0 0 1-4 4H28a4 4 0 0 1-4-4z" fill="{a}"/><path d="M24 28h52v10H24z" fill="{c}"/><g stroke="{b}" stroke-width="4" stroke-linecap="round"><path d="M50 46v28M38 53l24 14M62 53L38 67"/><path d="M46 48l4 4 4-4M46 72l4-4 4 4" fill="none" stroke-width="3"/></g>',
    ),
    "spray": Shape(
        "#e6f1f0",
        (("#3f9a94", "#f4f8ef", "#276c67"), ("#5b7fc4", "#eef2fb", "#3b5a98"), ("#d98a3a", "#fdf2e2", "#a4611b")),
        '<path d="M36 44c0-6 6-6 6-12h14c0 6 10 8 10 18v28a5 5 0 0 1-5 5H41a5 5 0 0 1-5-5z" fill="{a}"/><path d="M40 20h20l8 6-6 4H40z" fill="{c}"/><path d="M42 28h12v6H42z" fill="{c}"/><path d="M36 56h30v16H36z" fill="{b}"/><path d="M43 64h15" stroke="{c}" stroke-width="3.2" stroke-linecap="round"/><g fill="{a}"><circle cx="76" cy="22" r="2"/><circle cx="82" cy="27" r="2"/><circle cx="77" cy="31" r="2"/></g>',
    ),
    "roll": Shape(
        "#eef0ee",
        (("#f9f8f4", "#dad6cb", "#b6a88c"), ("#fbf6f4", "#e6d3cf", "#b6a88c")),
        '<path d="M26 40v34c0 11 40 11 40 0V40z" fill="{a}"/><ellipse cx="46" cy="40" rx="20" ry="9" fill="{b}"/><ellipse cx="46" cy="40" rx="7" ry="3.2" fill="{c}"/><path d="M66 42c8 0 12 4 12 12v24c-4 3-8 3-12 0z" fill="{b}"/><path d="M34 56h20M34 64h14" stroke="{b}" stroke-width="2.6" stroke-linecap="round"/>',
    ),
    "soap": Shape(
        "#efe9f4",
        (("#8f7bb8", "#f4eefa", "#6a5694"), ("#5fa3a8", "#e9f5f5", "#3d7c81"), ("#d98a9c", "#fcf0f2", "#b1637a")),
        '<path d="M32 46h36v32a5 5 0 0 1-5 5H37a5 5 0 0 1-5-5z" fill="{a}"/><path d="M40 36h20v10H40z" fill="{c}"/><path d="M47 24h6v12h-6zM34 20h20a4 4 0 0 1 4 4v4H47" fill="{c}"/><path d="M32 56h36v16H32z" fill="{b}"/><path d="M40 64h18" stroke="{c}" stroke-width="3.2" stroke-linecap="round"/>',
    ),
    "tube": Shape(
        "#e7f1f6",
        (("#4f93b8", "#f4f9fc", "#d9483b"), ("#5aa88e", "#f2f9f6", "#3b6fae")),
        '<path d="M34 18h32l-4 50H38z" fill="{a}"/><path d="M32 14h36v6H32z" fill="{c}"/><path d="M36 38h28l-1.4 16H37.4z" fill="{b}"/><path d="M40 68h20v14H40z" fill="{c}"/>',
    ),
    "pills": Shape(
        "#e8f1ec",
        (("#d9623f", "#f8f4ea", "#ffffff"), ("#3f8f7a", "#f4f6ea", "#ffffff"), ("#4f76b8", "#eef2fa", "#ffffff")),
        '<path d="M28 36h34v42a5 5 0 0 1-5 5H33a5 5 0 0 1-5-5z" fill="{a}"/><path d="M25 22h40v14H25z" fill="{b}"/><path d="M28 48h34v20H28z" fill="{c}"/><path d="M45 51v14M38 58h14" stroke="{a}" stroke-width="4.4"/><rect x="62" y="70" width="24" height="12" rx="6" fill="{a}"/><path d="M74 70h6a6 6 0 0 1 0 12h-6z" fill="{b}"/>',
    ),
    "baby": Shape(
        "#eaf2f8",
        (("#f6f8fa", "#7fb0d6", "#f0c46a"), ("#fbf5f5", "#e79aa8", "#8fc0d8")),
        '<path d="M36 40h28v38a5 5 0 0 1-5 5H41a5 5 0 0 1-5-5z" fill="{a}"/><path d="M36 56h28v22a5 5 0 0 1-5 5H41a5 5 0 0 1-5-5z" fill="{b}" fill-opacity=".55"/><path d="M34 32h32v9H34z" fill="{b}"/><path d="M42 32c0-6 4-6 4-12h8c0 6 4 6 4 12z" fill="{c}"/><path d="M42 50h8M42 60h8M42 70h8" stroke="{b}" stroke-width="2.8" stroke-linecap="round"/>',
    ),
    "pet": Shape(
        "#f3ece2",
        (("#c98a4e", "#f6ead6", "#8f5c2c"), ("#6f8f9f", "#e9f0f2", "#48656f")),
        '<path d="M20 54h60l6 22a5 5 0 0 1-5 6H19a5 5 0 0 1-5-6z" fill="{a}"/><ellipse cx="50" cy="54" rx="30" ry="9" fill="{c}"/><g fill="{b}"><circle cx="50" cy="72" r="5"/><circle cx="42" cy="66" r="2.6"/><circle cx="47.5" cy="63.5" r="2.6"/><circle cx="53" cy="63.5" r="2.6"/><circle cx="58" cy="66" r="2.6"/></g><g fill="#a3713f"><circle cx="40" cy="50" r="5"/><circle cx="52" cy="47" r="6"/><circle cx="62" cy="51" r="4.6"/></g>',
    ),
    "paper": Shape(
        "#eef0f4",
        (("#fdfcf8", "#4f76b8", "#d7d2c4"), ("#fdfcf8", "#c8513d", "#d7d2c4")),
        '<path d="M26 20h40l10 10v52H26z" fill="{a}"/><path d="M66 20l10 10H66z" fill="{c}"/><path d="M34 34h22M34 66h32M34 73h24" stroke="{c}" stroke-width="3.4" stroke-linecap="round"/><path d="M34 42h32v16H34z" fill="{b}"/>',
    ),
    "tool": Shape(
        "#ecf0f1",
        (("#5d7f92", "#d9a441", "#3f5b6b"), ("#b5573f", "#d6c7a8", "#7f3a28")),
        '<path d="M58 16l8 6-30 44-8-6z" fill="{b}"/><path d="M22 60l22 16c-6 8-18 10-28 6 4-6 4-14 6-22z" fill="{a}"/><path d="M22 64l18 13M20 70l13 10" stroke="{c}" stroke-width="2.4"/><circle cx="72" cy="64" r="13" fill="{c}"/><circle cx="72" cy="64" r="6" fill="#ecf0f1"/>',
    ),
    "toy": Shape(
        "#fcf0e2",
        (("#d9573f", "#f2b740", "#4f86b8"), ("#4f9a6f", "#f2b740", "#d9573f")),
        '<rect x="20" y="50" width="28" height="30" rx="4" fill="{a}"/><rect x="52" y="50" width="28" height="30" rx="4" fill="{c}"/><path d="M50 18l18 30H32z" fill="{b}"/><circle cx="34" cy="65" r="7" fill="#fff" fill-opacity=".6"/><path d="M60 58h12v14H60z" fill="#fff" fill-opacity=".5"/>',
    ),
    "candle": Shape(
        "#f6eee4",
        (("#e9d8c0", "#d98a3a", "#f2b740"), ("#c9b4d6", "#8f6aa8", "#f2b740")),
        '<path d="M34 44h32v36a3 3 0 0 1-3 3H37a3 3 0 0 1-3-3z" fill="{a}"/><ellipse cx="50" cy="44" rx="16" ry="5" fill="{b}"/><path d="M50 43v-9" stroke="#5c4632" stroke-width="3"/><path d="M50 14c8 10 8 20 0 22-8-2-8-12 0-22z" fill="{c}"/>',
    ),
}
