"""A picture for a kind of goods: the first words of the list that its name contains decide the shape."""

from __future__ import annotations

import re

from .paint import Choices, Shape, rect, shapes_in

SHAPES: dict[str, Shape] = {**shapes_in("fresh.toml"), **shapes_in("packed.toml")}

# In this order: what a thing is packed in before what it tastes of ("tomato soup" is a tin).
WORDS: tuple[tuple[str, str], ...] = (
    ("pizza", "pizza"),
    ("pet", "cat food|dog food|cat litter|pet care|pet food|bird"),
    ("baby", "baby|infant|diaper|formula"),
    ("icecream", "ice cream|novelt|sherbet|popsicle|sorbet|cones"),
    ("frozen", "frozen|frzn| ice$|^ice"),
    ("drink", "soft drink|soda|cola|isotonic|energy|carbonated|sparkling|drnk"),
    ("wine", "wine|champagne"),
    ("beer", "beer|ales?\\b|lager|malt"),
    ("wine", "liquor|spirit|vodka|whisk|rum\\b"),
    ("cup", "coffee|teas?\\b|cocoa"),
    ("bottle", "juice|water|oil|vinegar|syrup|shortening|sauce|dressing|drsng|drink"),
    ("can", "canned|shelf stable|soup|beans|broth|tuna|tomato paste"),
    ("noodles", "pasta|noodle|spaghetti|macaroni|ramen"),
    ("sack", "flour|rice\\b|sugar|dry bn|grain|meal|charcoal|baking need|salt"),
    ("jar", "pnt btr|peanut butter|jam|jelly|jellies|honey|pickle|relish|olive|salsa|condiment|ketchup|mustard|spice|extract|spread|dip|dried"),
    ("milk", "milk|cream\\b|creamer|half"),
    ("tub", "yogurt|margarine|butter|dairy|pudding|sour cream|cottage"),
    ("cheese", "cheese"),
    ("egg", "egg"),
    ("bag", "chips|snack|popcorn|pretzel|cracker|salad mix|bagged"),
    ("nuts", "nuts?\\b|almond|peanut|seed"),
    ("sweet", "candy|gum|chocolate|mint"),
    ("box", "cereal|mix|dinner mx|oatmeal|brkfst|breakfast|granola|waffle"),
    ("cookie", "cookie|biscuit"),
    ("cake", "cake|dessert|cupcake"),
    ("croissant", "croissant|danish|donut|doughnut|pastry|muffin|sweet goods|sweets|bagel"),
    ("pie", "pies?\\b|tart"),
    ("bread", "bread|bun|roll|dough|loaf|tortilla|hispanic|baked"),
    ("shrimp", "shrimp|crab|lobster|shellfish|prawn|oyster|clam|scallop"),
    ("fish", "fish|salmon|seafood|sushi|cod\\b|tilapia|trout"),
    ("sausage", "sausage|hot dog|frank|lunchmeat|salami|bologna|pepperoni|heat/serve|wiener"),
    ("poultry", "chicken|turkey|poultry|duck|wings"),
    ("steak", "beef|pork|bacon|ham\\b|lamb|veal|meat|steak|ribs|roast|smoked"),
    ("banana", "banana|plantain|tropical"),
    ("citrus", "citrus|orange|lemon|lime|grapefruit|tangerine|clementine"),
    ("berries", "berr"),
    ("grapes", "grape|raisin"),
    ("melon", "melon|cantaloupe"),
    ("stone", "stone fruit|peach|plum|nectarine|cherr|apricot|mango|avocado|kiwi"),
    ("apple", "apple|pears?\\b|fruit"),
    ("carrot", "carrot"),
    ("broccoli", "broccoli|cauliflower"),
    ("mushroom", "mushroom"),
    ("onion", "onion|garlic|shallot|scallion|leek"),
    ("pepper", "pepper|chili"),
    ("tomato", "tomato"),
    ("roots", "potato|yam|beet|turnip|radish|ginger|squash"),
    ("corn", "corn"),
    ("herbs", "herb|basil|parsley|cilantro"),
    ("greens", "salad|lettuce|spinach|cabbage|celery|kale|greens|vegetable|cucumber|asparagus|organic"),
    ("flower", "flower|floral|plant|bouquet|rose|garden|bulb"),
    ("bowl", "prepared|deli|chef|sandwich|convenient|side dish|meal|refrigerated"),
    ("roll", "tissue|towel|napkin|paper housewares|toilet|wraps"),
    ("soap", "soap|hair|shampoo|lotion|hand/body|bath|shav|deodorant|skin|feminine|hygiene products"),
    ("tube", "oral|tooth|makeup|cosmetic|cream|eye and ear"),
    ("pills", "vitamin|analgesic|cold and flu|antacid|laxative|sinus|first aid|diet|medic|allergy|pharm|supplement"),
    ("spray", "clean|deterg|bleach|laundry|air care|insect|polish|dishwash"),
    ("candle", "candle"),
    ("toy", "toy|game|christmas|easter|halloween|seasonal|audio"),
    ("paper", "card|stationery|magazine|newspaper|book|school|film|filters|gift"),
    ("tool", "kitchen|hardware|gadget|electrical|batter|cookware|bakeware|broom|mop|automotive|houseware|foilware|domestic|hosiery"),
    ("frozen", "ice"),
)
PATTERNS = tuple((shape, re.compile(words)) for shape, words in WORDS)
OF_TRADE = {
    "grocer": "can",
    "greengrocer": "greens",
    "butcher": "steak",
    "bakery": "bread",
    "deli": "bowl",
    "household": "spray",
    "pharmacy": "pills",
    "fishmonger": "fish",
    "florist": "flower",
    "wine": "wine",
    "natural": "nuts",
    "other": "box",
}


def shape_of(kind: str, trade: str = "") -> str:
    """The name of the shape for a kind of goods, in whatever words the kind is written."""
    words = kind.lower().replace("_", " ")
    if words in SHAPES:
        return words
    return next((shape for shape, pattern in PATTERNS if pattern.search(words)), OF_TRADE.get(trade, "box"))


def goods_picture(kind: str, seed: object, *, trade: str = "") -> str:
    """SVG markup, decoration only: the name of the goods stands beside it."""
    shape = SHAPES[shape_of(kind, trade)]
    drawn = shape.draw(Choices(f"{kind}/{seed}"))
    return (
        '<svg class="pic pic-goods" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
        f'{rect(0, 0, 100, 100, shape.ground)}<ellipse cx="50" cy="85" rx="29" ry="4" fill="#2b2418" fill-opacity=".1"/>{drawn}</svg>'
    )
