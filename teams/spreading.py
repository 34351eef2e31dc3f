"""A sum of several days, spread over them in whole numbers."""


def spread(total: int, days: int) -> list[int]:
    """Day i of n gets ⌊i·T/n⌋ − ⌊(i − 1)·T/n⌋: whole numbers that add up to T, none far from T/n.

    >>> spread(5, 3)
    [1, 2, 2]
    """
    return [at * total // days - (at - 1) * total // days for at in range(1, days + 1)]
