"""Generated passwords that are easy to read out and hard to guess."""

import secrets

_WORDS = """
acorn alder amber anchor apple april arrow aspen autumn badger bamboo barley basket beach beacon
birch bishop blanket blossom bottle boulder bramble breeze brick bridge bronze brook butter cabin
camel candle canoe canyon carpet cedar cherry chestnut circle citrus clover cobalt comet copper
coral cotton cradle crayon cricket crystal curtain cypress dahlia daisy dolphin dragon drift
dune eagle earth ebony echo elder ember engine fabric falcon feather fennel fern ferry fiddle
field flame flint flute forest fossil fountain fox garden garlic ginger glacier granite grape
gravel grove hammer harbour harvest hazel heather heron hickory honey horizon indigo iris island
ivory ivy jacket jasmine juniper kayak kettle kitten ladder lagoon lantern larch laurel lemon
lentil lighthouse lilac linen lotus lupin magnet mango maple marble meadow melon mercury mint
mirror morning mosaic moss mountain mustard nectar nettle nutmeg oak oasis ocean olive onyx opal
orange orbit orchard otter owl oyster paddle paper parsley peach pebble pepper pigeon pine planet
plum pocket pond poplar poppy prairie puzzle quartz quince rabbit raven reed ribbon river robin
rocket rosemary saddle saffron sailor salmon sand satin shadow shell silver sparrow spruce
squirrel summer sunset swallow teapot thistle thunder tiger timber tulip tunnel turtle umbrella
valley velvet violet walnut water willow winter
"""
WORDS = _WORDS.split()


def new_password() -> str:
    """Returns three words and four digits, such as maple-lantern-otter-4821: one of 86 billion."""
    words = [secrets.choice(WORDS) for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04}"])
