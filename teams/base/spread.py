"""Distributing a total over several days in whole numbers."""


def spread(total: int, days: int) -> list[int]:
    """Distributes a total evenly: day i of n gets ⌊i·T/n⌋ − ⌊(i − 1)·T/n⌋.

    The parts are whole numbers that add up to T, each within 1 of T/n.

    >>> spread(5, 3)
    [1, 2, 2]
    """
    return [at * total // days - (at - 1) * total // days for at in range(1, days + 1)]
