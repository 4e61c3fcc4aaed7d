"""The line that lies under all points: an arrival can only be late, never early.

The lower convex hull of the points (sample, arrival) is kept as they come. Of the lines that lie under all points, the
one with the least sum of distances is the hull's edge over the mean abscissa (Moon, Skelly & Towsley, "Estimation and
removal of clock skew from network delay measurements", IEEE INFOCOM 1999).
"""

from __future__ import annotations

import math
from bisect import bisect_right


class LowerHull:
    """Lower convex hull of points that come with rising abscissa."""

    def __init__(self) -> None:
        self._x: list[float] = []
        self._y: list[float] = []
        self._sum_x = self._sum_y = 0.0
        self._count = 0

    def __len__(self) -> int:
        return len(self._x)

    @property
    def span(self) -> float:
        """From the first abscissa to the last."""
        return self._x[-1] - self._x[0] if self._x else 0.0

    def add(self, x: float, y: float) -> None:
        """One more point; of two with one abscissa the lower counts, and one that goes back is left out."""
        xs, ys = self._x, self._y
        if xs and x <= xs[-1]:
            if x < xs[-1] or y >= ys[-1]:
                return
            xs.pop()
            ys.pop()
        while len(xs) > 1 and (ys[-1] - ys[-2]) * (x - xs[-1]) >= (y - ys[-1]) * (xs[-1] - xs[-2]):
            xs.pop()
            ys.pop()
        xs.append(x)
        ys.append(y)
        self._sum_x += x
        self._sum_y += y
        self._count += 1

    def slope(self) -> float | None:
        """Slope of the edge over the mean abscissa; None with fewer than two points."""
        xs, ys = self._x, self._y
        if len(xs) < 2:
            return None
        i = min(max(bisect_right(xs, self._sum_x / self._count), 1), len(xs) - 1)
        return (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1])

    def intercept(self, slope: float) -> float:
        """Of the highest line of this slope that lies under all points; infinite without points."""
        return min((y - slope * x for x, y in zip(self._x, self._y, strict=True)), default=math.inf)

    def mean_height(self, slope: float) -> float:
        """Mean distance of all points above the highest line of this slope that lies under them; 0.0 without points."""
        if not self._count:
            return 0.0
        return (self._sum_y - slope * self._sum_x) / self._count - self.intercept(slope)


class MovingHull:
    """The lower hull of what came lately: of between half the window and the whole of it.

    A second hull is begun when the first spans half the window, and takes over when it spans all of it. So memory stays
    small, and a rate that drifts (with the sensor's temperature, say) is followed.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self.now = LowerHull()
        self._next: LowerHull | None = None

    def add(self, x: float, y: float) -> None:
        """One more point."""
        self.now.add(x, y)
        if self._next is not None:
            self._next.add(x, y)
        if self.now.span >= self._window and self._next is not None:
            self.now, self._next = self._next, None
        if self._next is None and self.now.span >= self._window / 2.0:
            self._next = LowerHull()
            self._next.add(x, y)
