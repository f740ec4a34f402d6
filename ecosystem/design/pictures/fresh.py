"""What grows, swims, grazes or comes out of the oven."""

from __future__ import annotations

from .paint import Shape

LEAF = "#5b9a4b"
SHINE = '<path d="M33 47c2-5 5-8 9-9" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="4" stroke-linecap="round"/>'

FRESH: dict[str, Shape] = {
    "apple": Shape(
        "#fbe9e3",
        (("#d9483b", "#b93a30", LEAF), ("#e0a43a", "#c98d28", LEAF), ("#8cb84f", "#74a03c", LEAF)),
        '<path d="M50 35c-8-7-28-4-28 17 0 18 13 30 20 30 3 0 5-2 8-2s5 2 8 2c7 0 20-12 20-30 0-21-20-24-28-17z" fill="{a}"/>'
        '<path d="M50 35c8-7 28-4 28 17 0 18-13 30-20 30-3 0-5-2-8-2z" fill="{b}" fill-opacity=".45"/>'
        '<path d="M50 36c0-9 2-14 6-18" fill="none" stroke="#6d4c2e" stroke-width="4" stroke-linecap="round"/><path d="M54 28c3-9 13-11 20-9-2 9-11 13-20 9z" fill="{c}"/>'
        + SHINE,
    ),
    "banana": Shape(
        "#fdf5d9",
        (("#f4c93b", "#d9a92a", "#7a5a24"),),
        '<path d="M24 30c2 28 20 45 52 42 3 0 4-5 1-7-22-4-36-17-42-38z" fill="{a}"/><path d="M34 28c7 24 22 36 43 38l-1 6C46 74 30 56 27 33z" fill="{b}" fill-opacity=".55"/>'
        '<path d="M22 22l9-2 5 8-11 4z" fill="{c}"/><path d="M36 26c10 18 22 27 42 28 3 0 3-5 0-6-17-3-27-11-35-25z" fill="{a}"/>',
    ),
    "citrus": Shape(
        "#fdf0dc",
        (("#f0962e", "#fbc46d", LEAF), ("#f2c530", "#fae38a", LEAF), ("#8dba3f", "#c8dd8a", LEAF)),
        '<circle cx="43" cy="54" r="27" fill="{a}"/><path d="M42 27c3-9 12-11 19-9-2 8-10 12-19 9z" fill="{c}"/>'
        '<circle cx="66" cy="66" r="18" fill="{a}"/><circle cx="66" cy="66" r="15" fill="#fffaf0"/><circle cx="66" cy="66" r="12.5" fill="{b}"/>'
        '<path d="M66 53v26M53 66h26M57 57l18 18M75 57L57 75" stroke="#fffaf0" stroke-width="1.8"/>' + SHINE,
    ),
    "grapes": Shape(
        "#f0e9f4",
        (("#7a4f9a", "#936ab1", LEAF), ("#86ac46", "#a3c466", LEAF)),
        "".join(
            f'<circle cx="{x}" cy="{y}" r="9" fill="{"{a}" if (x + y) % 2 else "{b}"}"/>'
            for x, y in ((33, 42), (48, 42), (64, 42), (40, 54), (56, 55), (33, 55), (65, 55), (48, 66), (41, 67), (56, 66), (49, 78))
        )
        + '<path d="M49 34c0-7 1-11 4-16" fill="none" stroke="#6d4c2e" stroke-width="4" stroke-linecap="round"/><path d="M53 27c5-8 15-8 22-4-4 8-14 10-22 4z" fill="{c}"/>',
    ),
    "berries": Shape(
        "#fbe7e6",
        (("#d23b42", "#f7d98c", LEAF), ("#46568f", "#7083c0", LEAF)),
        '<path d="M30 44c-9 0-13 8-10 18 3 9 12 17 18 17s15-8 18-17c3-10-1-18-10-18z" fill="{a}"/><path d="M27 44c3-7 8-9 11-9s8 2 11 9c-5 3-8 1-11-1-3 2-6 4-11 1z" fill="{c}"/>'
        '<path d="M60 33c-7 0-10 6-8 14 2 7 9 13 14 13s11-6 14-13c2-8-1-14-8-14z" fill="{a}"/><path d="M57 34c3-6 6-7 9-7s7 1 9 7c-4 2-7 1-9-1-2 2-5 3-9 1z" fill="{c}"/>'
        '<g fill="{b}"><circle cx="31" cy="54" r="1.7"/><circle cx="40" cy="57" r="1.7"/><circle cx="34" cy="65" r="1.7"/><circle cx="46" cy="54" r="1.7"/><circle cx="41" cy="70" r="1.7"/>'
        '<circle cx="62" cy="41" r="1.6"/><circle cx="70" cy="43" r="1.6"/><circle cx="65" cy="50" r="1.6"/></g>',
    ),
    "melon": Shape(
        "#e9f3e2",
        (("#4f8a48", "#e8604f", "#dff0d0"), ("#7fa653", "#f0a75a", "#f3ecc8")),
        '<path d="M16 44h68a34 34 0 0 1-68 0z" fill="{a}"/><path d="M21 44h58a29 29 0 0 1-58 0z" fill="{c}"/><path d="M25 44h50a25 25 0 0 1-50 0z" fill="{b}"/>'
        '<g fill="#3b2a22"><ellipse cx="40" cy="52" rx="1.8" ry="2.8"/><ellipse cx="50" cy="57" rx="1.8" ry="2.8"/><ellipse cx="60" cy="52" rx="1.8" ry="2.8"/><ellipse cx="45" cy="63" rx="1.8" ry="2.8"/><ellipse cx="56" cy="64" rx="1.8" ry="2.8"/></g>',
    ),
    "stone": Shape(
        "#fdebdf",
        (("#ef9a6a", "#e37a4b", LEAF), ("#7d4a73", "#97618c", LEAF), ("#c9c04e", "#b4a93a", LEAF)),
        '<path d="M50 34c14-8 30 2 30 20 0 17-14 28-28 28S22 71 22 54c0-18 14-28 28-20z" fill="{a}"/><path d="M50 34c-7 14-7 32 2 48 14 0 28-11 28-28 0-18-16-28-30-20z" fill="{b}" fill-opacity=".6"/>'
        '<path d="M50 34c1-7 3-11 7-14" fill="none" stroke="#6d4c2e" stroke-width="4" stroke-linecap="round"/><path d="M55 28c5-8 14-8 20-4-4 8-12 9-20 4z" fill="{c}"/>'
        + SHINE,
    ),
    "carrot": Shape(
        "#fdeee0",
        (("#ec8437", "#d46d24", LEAF),),
        '<path d="M36 36c10-6 21 1 24 10 1 4-28 37-36 40-4 1-6-1-5-5 3-10 13-42 17-45z" fill="{a}"/><path d="M36 52l10 5M30 66l8 4M44 44l7 4" stroke="{b}" stroke-width="3" stroke-linecap="round"/>'
        '<path d="M48 38c-4-14 2-22 8-24 2 9 1 17-4 25 5-9 13-14 22-13-2 9-10 14-20 16 8-3 17-2 23 4-7 5-17 5-25-1z" fill="{c}"/>',
    ),
    "greens": Shape(
        "#e7f2e1",
        (("#5e9e4a", "#86bd64", "#eef5dd"), ("#3f7d4a", "#68a56a", "#e6f1dc")),
        '<path d="M50 22c-14 4-24 20-20 40 3 12 12 20 20 20s17-8 20-20c4-20-6-36-20-40z" fill="{a}"/><path d="M36 34c-14 4-18 22-10 36 4 8 12 12 20 12-8-12-12-30-10-48z" fill="{b}"/>'
        '<path d="M64 34c14 4 18 22 10 36-4 8-12 12-20 12 8-12 12-30 10-48z" fill="{b}"/><path d="M50 40v42M50 54l-8-7M50 64l9-8" stroke="{c}" stroke-width="3.4" fill="none" stroke-linecap="round"/>',
    ),
    "broccoli": Shape(
        "#e7f2e1",
        (("#4c8a45", "#6aa75b", "#bcd39a"), ("#e9e2cd", "#f7f2e4", "#9dc27f")),
        '<path d="M42 56h16l4 24c-6 4-18 4-24 0z" fill="{c}"/><g fill="{a}"><circle cx="32" cy="48" r="14"/><circle cx="68" cy="48" r="14"/><circle cx="50" cy="56" r="14"/></g>'
        '<g fill="{b}"><circle cx="50" cy="36" r="16"/><circle cx="36" cy="42" r="9"/><circle cx="65" cy="41" r="9"/></g>',
    ),
    "tomato": Shape(
        "#fbe6e1",
        (("#dc4a38", "#c23a2b", LEAF), ("#ee8c3a", "#d9762a", LEAF)),
        '<ellipse cx="50" cy="57" rx="30" ry="26" fill="{a}"/><path d="M50 31c18 0 30 11 30 26S68 83 50 83c12-14 12-38 0-52z" fill="{b}" fill-opacity=".45"/>'
        '<path d="M50 35c-7-5-14-4-18-1 5 1 8 3 9 7 3-3 6-4 9-3 3-1 6 0 9 3 1-4 4-6 9-7-4-3-11-4-18 1zM50 36V22" fill="{c}" stroke="{c}" stroke-width="3.4" stroke-linecap="round"/>'
        + SHINE,
    ),
    "pepper": Shape(
        "#fdf0da",
        (("#d8402f", "#bb3324", LEAF), ("#efb52e", "#d99e1c", LEAF), ("#5c9a45", "#47833a", LEAF)),
        '<path d="M30 38c-10 4-11 20-6 32 3 8 10 13 16 9 5 5 15 5 20 0 6 4 13-1 16-9 5-12 4-28-6-32-7-3-12 0-20 2-8-2-13-5-20-2z" fill="{a}"/>'
        '<path d="M41 42c-5 12-5 26-1 37M60 42c5 12 5 26 1 37" fill="none" stroke="{b}" stroke-width="3" stroke-linecap="round"/><path d="M40 40c4-4 16-4 20 0-3 4-17 4-20 0zM50 38c0-9 3-14 9-17" fill="{c}" stroke="{c}" stroke-width="5" stroke-linecap="round"/>',
    ),
    "roots": Shape(
        "#f4ecdf",
        (("#b98a5a", "#a1744a", "#d6b084"), ("#c79a8a", "#8f4b5e", "#e0bcae")),
        '<ellipse cx="38" cy="58" rx="20" ry="24" fill="{a}" transform="rotate(-14 38 58)"/><ellipse cx="64" cy="62" rx="18" ry="21" fill="{c}" transform="rotate(18 64 62)"/>'
        '<g fill="{b}"><circle cx="32" cy="52" r="2"/><circle cx="43" cy="63" r="2"/><circle cx="36" cy="70" r="1.6"/><circle cx="62" cy="56" r="2"/><circle cx="70" cy="66" r="1.8"/><circle cx="60" cy="70" r="1.6"/></g>',
    ),
    "onion": Shape(
        "#f7ecdf",
        (("#c98a4e", "#b07238", "#8f9f55"), ("#a35679", "#8a3f63", "#8f9f55"), ("#f0e7d6", "#dccfb6", "#7fa653")),
        '<path d="M50 34c-16 4-28 14-28 27 0 13 13 20 28 20s28-7 28-20c0-13-12-23-28-27z" fill="{a}"/><path d="M50 36c-9 10-13 28-8 44M50 36c9 10 13 28 8 44M38 42c-9 8-11 24-6 34M62 42c9 8 11 24 6 34" fill="none" stroke="{b}" stroke-width="2.6"/>'
        '<path d="M46 38c0-8-2-13-6-18M50 37V17M54 38c0-8 2-13 6-18" fill="none" stroke="{c}" stroke-width="4" stroke-linecap="round"/>',
    ),
    "mushroom": Shape(
        "#dfe5d8",
        (("#b98462", "#a06f50", "#f2e6d6"), ("#efe5d6", "#dccdb8", "#fbf5ea")),
        '<path d="M42 50h16c0 10 3 18 5 26-7 5-19 5-26 0 2-8 5-16 5-26z" fill="{c}"/><path d="M18 54c0-18 14-30 32-30s32 12 32 30c-10 4-54 4-64 0z" fill="{a}"/><path d="M24 57c12 4 40 4 52 0-8 6-44 6-52 0z" fill="{b}"/>'
        '<circle cx="40" cy="38" r="4" fill="{c}"/><circle cx="59" cy="42" r="5" fill="{c}"/>',
    ),
    "corn": Shape(
        "#fcf4d9",
        (("#f2c63d", "#dfab26", LEAF),),
        '<path d="M50 18c-12 8-16 24-14 42 2 12 8 22 14 22s12-10 14-22c2-18-2-34-14-42z" fill="{a}"/><path d="M43 30h14M39 40h22M37 50h26M37 60h26M44 24v50M50 20v60M56 24v50" stroke="{b}" stroke-width="1.8"/>'
        '<path d="M30 40c-6 18 2 38 20 44-6-14-10-28-20-44zM70 40c6 18-2 38-20 44 6-14 10-28 20-44z" fill="{c}"/>',
    ),
    "herbs": Shape(
        "#e6f2e4",
        (("#4d9150", "#74b06a", "#c9a86a"),),
        '<path d="M50 82V34M50 60c-8-2-14-8-16-16M50 52c8-2 14-8 16-16" fill="none" stroke="{a}" stroke-width="4" stroke-linecap="round"/><g fill="{b}"><ellipse cx="50" cy="26" rx="8" ry="11"/>'
        '<ellipse cx="32" cy="38" rx="8" ry="11" transform="rotate(-28 32 38)"/><ellipse cx="68" cy="32" rx="8" ry="11" transform="rotate(28 68 32)"/><ellipse cx="38" cy="58" rx="6" ry="9" transform="rotate(-60 38 58)"/><ellipse cx="62" cy="54" rx="6" ry="9" transform="rotate(60 62 54)"/></g><path d="M40 74h20v7H40z" fill="{c}"/>',
    ),
    "egg": Shape(
        "#f6efe4",
        (("#e6c4a0", "#d8b088", "#b9a58c"), ("#f6efe6", "#e4d9ca", "#a9b8a2")),
        '<g fill="{a}"><ellipse cx="30" cy="50" rx="12" ry="16"/><ellipse cx="70" cy="50" rx="12" ry="16"/></g><ellipse cx="50" cy="48" rx="13" ry="18" fill="{b}"/>'
        '<path d="M14 56h72l-6 22a4 4 0 0 1-4 3H24a4 4 0 0 1-4-3z" fill="{c}"/><path d="M14 56h72l-1.6 6H15.6z" fill="#fff" fill-opacity=".25"/>',
    ),
    "cheese": Shape(
        "#fdf3d6",
        (("#f3c44a", "#dfa92c", "#fbdd86"),),
        '<path d="M14 62l50-34c12 2 20 10 22 22v12z" fill="{c}"/><path d="M14 62h72v18a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3z" fill="{a}"/><g fill="{b}"><circle cx="32" cy="72" r="5"/><circle cx="56" cy="70" r="6"/><circle cx="75" cy="76" r="3.6"/><ellipse cx="62" cy="48" rx="6" ry="4"/></g>',
    ),
    "steak": Shape(
        "#fae5e1",
        (("#c9534b", "#e9a79d", "#f7e3da"), ("#b4433f", "#df958a", "#f4dcd2")),
        '<path d="M22 40c6-16 30-20 44-10 14 8 18 24 10 34-6 8-14 4-20 8-8 5-14 8-22 4-12-6-17-22-12-36z" fill="{c}"/><path d="M27 42c5-12 24-15 36-7 11 7 14 19 8 26-5 6-11 3-18 7-7 4-11 6-17 3-9-5-13-18-9-29z" fill="{a}"/>'
        '<path d="M36 46c8-6 16-5 22 0M40 60c6-4 12-4 16-1" fill="none" stroke="{b}" stroke-width="4" stroke-linecap="round"/><circle cx="62" cy="44" r="5" fill="{c}"/>',
    ),
    "poultry": Shape(
        "#efdcc4",
        (("#d78f4a", "#bf7734", "#f6efe2"), ("#e9b79a", "#d99f80", "#f8f1e6")),
        '<path d="M58 60l16 16" stroke="{c}" stroke-width="9" stroke-linecap="round"/><circle cx="80" cy="76" r="6" fill="{c}"/><circle cx="75" cy="82" r="6" fill="{c}"/>'
        '<path d="M24 30c12-12 34-10 42 6 6 12 2 24-8 30-4 2-7 0-11 2-8 4-18 2-25-6-9-10-8-22 2-32z" fill="{a}"/><path d="M30 60c10 6 22 4 30-4" fill="none" stroke="{b}" stroke-width="4" stroke-linecap="round"/><path d="M32 36c5-4 10-5 15-3" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="4" stroke-linecap="round"/>',
    ),
    "sausage": Shape(
        "#fae8e0",
        (("#c8613f", "#a94c2e", "#f0c9a8"), ("#dc8378", "#c26a60", "#f3d4ca")),
        '<g fill="none" stroke-linecap="round"><path d="M24 40c16-12 38-12 54 2" stroke="{a}" stroke-width="15"/><path d="M22 66c16-12 40-10 56 2" stroke="{b}" stroke-width="15"/><path d="M36 33l4 6M50 31l2 6M64 34l0 6M36 58l4 6M50 57l2 6M64 60l0 6" stroke="{c}" stroke-width="2.6"/></g>',
    ),
    "fish": Shape(
        "#e3eff4",
        (("#5b93ad", "#8bb8cb", "#f2f7f8"), ("#e58f6c", "#f0b196", "#fdf2ea")),
        '<path d="M16 50c12-20 40-24 56-4l14-12c2 10 2 22 0 32L72 54c-16 20-44 16-56-4z" fill="{a}"/><path d="M16 50c14 8 40 10 56 4-16 20-44 16-56-4z" fill="{c}"/><circle cx="30" cy="46" r="3.4" fill="#1d2b33"/>'
        '<path d="M42 40c5 6 5 14 0 20M54 40c4 6 4 12 0 18" fill="none" stroke="{b}" stroke-width="3" stroke-linecap="round"/>',
    ),
    "shrimp": Shape(
        "#fdece4",
        (("#ef8f6b", "#f6b79b", "#d8714d"),),
        '<path d="M70 26c-24-6-46 10-44 32 1 12 10 20 22 20 8 0 12-6 10-11-2-4-6-4-9-3-6 2-9-1-9-6 0-12 14-18 30-16z" fill="{a}"/><path d="M34 46l-7-2M40 36l-5-6M53 30l-2-7M40 62l-8 6" stroke="{c}" stroke-width="3" stroke-linecap="round"/>'
        '<path d="M58 67l10 10-14 4z" fill="{b}"/><circle cx="62" cy="33" r="2.6" fill="#3a221a"/><path d="M70 27c8-2 12-6 14-10M70 31c8 2 12 1 16-2" fill="none" stroke="{c}" stroke-width="2.4" stroke-linecap="round"/>',
    ),
    "bread": Shape(
        "#f8ecda",
        (("#d69a55", "#b97c3a", "#f0cf9d"), ("#a8713f", "#8b5a2e", "#d3a673")),
        '<path d="M18 52c0-14 14-22 32-22s32 8 32 22c0 6-4 8-6 10v14a5 5 0 0 1-5 5H29a5 5 0 0 1-5-5V62c-2-2-6-4-6-10z" fill="{a}"/><path d="M33 36l6 10M48 33l5 12M63 35l4 10" stroke="{c}" stroke-width="4.4" stroke-linecap="round"/><path d="M24 62h52v14a5 5 0 0 1-5 5H29a5 5 0 0 1-5-5z" fill="{b}" fill-opacity=".35"/>',
    ),
    "croissant": Shape(
        "#fbf0dc",
        (("#dd9f4d", "#c4832f", "#f0c27c"),),
        '<path d="M14 66c2-20 18-34 36-34s34 14 36 34c-7 4-13 1-17-6-5-7-11-10-19-10s-14 3-19 10c-4 7-10 10-17 6z" fill="{a}"/><path d="M40 33l-3 19M60 33l3 19M25 42l8 16M75 42l-8 16" stroke="{b}" stroke-width="3.6" stroke-linecap="round"/><path d="M44 38c4-1 8-1 12 0" stroke="{c}" stroke-width="4" stroke-linecap="round" fill="none"/>',
    ),
    "cake": Shape(
        "#fbe8ec",
        (("#f4d3a8", "#e8798c", "#fff6ec"), ("#8d5a3c", "#fff1e0", "#6f4328")),
        '<path d="M20 50h60v26a5 5 0 0 1-5 5H25a5 5 0 0 1-5-5z" fill="{a}"/><path d="M20 60h60v7H20z" fill="{c}"/><path d="M20 50c0-8 12-12 30-12s30 4 30 12c0 6-4 8-7 8s-5-4-8-4-4 6-8 6-5-5-8-5-4 6-8 6-5-6-8-6-5 5-8 5c-4 0-5-4-5-10z" fill="{b}"/><circle cx="50" cy="32" r="7" fill="#d23b42"/><path d="M51 26c2-5 5-7 8-8" fill="none" stroke="#5b9a4b" stroke-width="2.6" stroke-linecap="round"/>',
    ),
    "cookie": Shape(
        "#f8ecdb",
        (("#d9a566", "#6b4226", "#c08b4d"),),
        '<circle cx="42" cy="46" r="25" fill="{a}"/><circle cx="63" cy="64" r="19" fill="{c}"/><g fill="{b}"><circle cx="34" cy="38" r="4"/><circle cx="49" cy="36" r="3.4"/><circle cx="38" cy="54" r="3.6"/><circle cx="57" cy="60" r="3.4"/><circle cx="69" cy="66" r="3.6"/><circle cx="60" cy="73" r="3"/></g>',
    ),
    "pie": Shape(
        "#faedd9",
        (("#dca65c", "#c24b3f", "#b9803a"), ("#e2b873", "#e5c34f", "#bf8a42")),
        '<path d="M16 52h68l-8 22a8 8 0 0 1-8 6H32a8 8 0 0 1-8-6z" fill="{c}"/><ellipse cx="50" cy="50" rx="36" ry="16" fill="{a}"/><ellipse cx="50" cy="49" rx="28" ry="11" fill="{b}"/><path d="M26 44l48 10M74 44L26 54M50 38v22M36 40l-4 18M64 40l4 18" stroke="{a}" stroke-width="4"/>',
    ),
    "pizza": Shape(
        "#fbeadd",
        (("#f2c14e", "#d5533f", "#c98a44"),),
        '<path d="M18 30c20-12 44-12 64 0L52 84c-1 2-3 2-4 0z" fill="{a}"/><path d="M18 30c20-12 44-12 64 0l-4 7c-17-9-39-9-56 0z" fill="{c}"/><g fill="{b}"><circle cx="42" cy="46" r="6"/><circle cx="59" cy="50" r="6"/><circle cx="50" cy="64" r="5"/></g>',
    ),
    "flower": Shape(
        "#fbe9ef",
        (("#e0698b", "#f3c14b", LEAF), ("#f2b440", "#b5692d", LEAF), ("#a06cc0", "#f4d98a", LEAF), ("#e8604f", "#f7d26a", LEAF)),
        '<path d="M50 52v34M50 72c-6-8-13-9-18-7 2 8 10 12 18 7zM50 66c6-8 13-9 18-7-2 8-10 12-18 7z" fill="{c}" stroke="{c}" stroke-width="3.4" stroke-linecap="round"/>'
        '<g fill="{a}"><circle cx="50" cy="22" r="10"/><circle cx="65" cy="32" r="10"/><circle cx="60" cy="49" r="10"/><circle cx="40" cy="49" r="10"/><circle cx="35" cy="32" r="10"/></g><circle cx="50" cy="37" r="9" fill="{b}"/>',
    ),
    "nuts": Shape(
        "#f5ebdd",
        (("#b27c48", "#936236", "#d9b285"),),
        '<g fill="{a}"><ellipse cx="36" cy="46" rx="15" ry="19" transform="rotate(-20 36 46)"/></g><ellipse cx="63" cy="52" rx="14" ry="18" fill="{b}" transform="rotate(24 63 52)"/><ellipse cx="48" cy="72" rx="16" ry="11" fill="{c}"/><path d="M30 36c6 5 9 13 9 22M67 42c-6 5-8 11-8 18M36 72c8-3 16-3 24 0" fill="none" stroke="#7a5230" stroke-width="2.4" stroke-linecap="round"/>',
    ),
}
