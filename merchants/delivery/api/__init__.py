"""The endpoints of deliveries, and of parcels at pickup points."""

from . import points, rides

urlpatterns = [*rides.urlpatterns, *points.urlpatterns]
