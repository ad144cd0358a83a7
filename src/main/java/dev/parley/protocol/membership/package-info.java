/** The members of the group: discovery, view changes, merges. Pure; knows no other protocol. */
@NullMarked
package dev.parley.protocol.membership;

import org.jspecify.annotations.NullMarked;
