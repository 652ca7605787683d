"""From "this may have changed" to "these subscribers are owed this": what a commit has touched, looked into."""

from functools import partial

import structlog

from aggregator.errors import StoreError
from aggregator.hub.content import Contents
from aggregator.runtime import PollingRuntime
from aggregator.store import deliveries

log = structlog.get_logger()


async def publish(rt: PollingRuntime, contents: Contents) -> tuple[str, ...]:
    """Stages what touched feeds hold for their subscribers; returns the addresses that are no feeds any more.

    A feed is staged with the revision that it was read at: what is committed meanwhile has touched it again.
    """
    gone = []
    for feed in await rt.read(deliveries.touched):
        try:
            content = await rt.read(partial(contents.read, topic_url=feed.topic_url))
        except StoreError:
            raise
        except Exception:  # one feed that cannot be rendered never stops the others
            log.exception("feed.unrendered", topic_url=feed.topic_url)
            await rt.transact(partial(deliveries.pass_over, feed=feed))
            continue
        if content is None:
            gone.append(feed.topic_url)
            continue
        stage = partial(
            deliveries.stage, feed=feed, digest=content.digest, revision=content.revision, now=rt.now()
        )
        if owed := await rt.transact(stage):
            log.info("feed.published", topic_url=feed.topic_url, subscribers=owed)
    return tuple(gone)
