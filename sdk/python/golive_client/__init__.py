"""The client of Golive's GraphQL API: `Golive` with a method for each mutation, and the types of what it takes and gives."""

from .api import *  # noqa: F403
from .client import Failed as Failed
from .client import Golive as Golive
from .client import Live as Live
from .errors import ApiError as ApiError
from .errors import Elsewhere as Elsewhere
from .errors import GoliveError as GoliveError
from .errors import Gone as Gone
from .errors import Interrupted as Interrupted
from .errors import Unreachable as Unreachable
from .values import OpenEnum as OpenEnum
from .values import Unknown as Unknown
