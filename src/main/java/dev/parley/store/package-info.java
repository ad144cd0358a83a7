/**
 * The data directory: identity of the node and its durable copy of the chat in SQL. Nothing above
 * it knows SQL.
 */
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;
