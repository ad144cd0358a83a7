package dev.parley.group;

import dev.parley.chat.BucketDigests;
import java.util.Optional;

/**
 * With what a node that copies compares the state of another: the digests of its own. {@code copy}
 * is there if it has no state of its own, so that what comes can be written down at once.
 */
public record OwnState(BucketDigests digests, Optional<CopiedState> copy) {}
