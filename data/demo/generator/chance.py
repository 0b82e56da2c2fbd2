"""Repeatable chance: the same seed gives the same town on every machine and Python version."""

import math
import random


class Dice:
    """Draws from `random.Random.random`, the one method whose sequence Python guarantees to keep."""

    def __init__(self, *seed):
        self._random = random.Random("示范街道/" + "/".join(str(part) for part in seed)).random

    def unit(self):
        """A number in [0, 1)."""
        return self._random()

    def between(self, low, high):
        """A number in [low, high)."""
        return low + (high - low) * self._random()

    def whole(self, low, high):
        """A whole number from low to high, both included."""
        return low + int((high - low + 1) * self._random())

    def pick(self, items):
        """One of the items, each as likely."""
        return items[int(len(items) * self._random())]

    def weighted(self, pairs):
        """One of the (item, weight) pairs' items."""
        mark = self._random() * sum(weight for _, weight in pairs)
        for item, weight in pairs:
            mark -= weight
            if mark < 0:
                return item
        return pairs[-1][0]

    def happens(self, probability):
        """True with the given probability."""
        return self._random() < probability

    def offset(self, sigma):
        """A circular normal error (dx, dy) with `sigma` on each axis (Box-Muller)."""
        radius = sigma * math.sqrt(-2 * math.log(1 - self._random()))
        turn = 2 * math.pi * self._random()
        return radius * math.cos(turn), radius * math.sin(turn)


def apportion(total, weights):
    """Whole numbers summing to `total`, as near to the weights as can be (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda k: (shares[k] - exact[k], k))
    for k in order[: total - sum(shares)]:
        shares[k] += 1
    return shares
