"""The specifications of what we publish, as checks: each takes a document and says what is wrong with it.

Written from the specifications and not from the renderers, and strict where these let us choose: instants in
UTC with `Z`, an author and a source for every entry, extensions of Dublin Core and Media RSS only.
"""

from tests.core.publish.rules.atom import atom
from tests.core.publish.rules.jsonfeed import jsonfeed
from tests.core.publish.rules.rss import rss

__all__ = ["atom", "jsonfeed", "rss"]
