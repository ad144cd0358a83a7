/**
 * What the log of the store holds and when it goes to the tables: rules without a database, file,
 * clock or thread, which the simulator's disks run as well.
 */
@NullMarked
package dev.parley.store.log;

import org.jspecify.annotations.NullMarked;
