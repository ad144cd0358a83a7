/**
 * The file of a backup: written and read as a whole, with a manifest by which a damaged or foreign
 * one is noticed. It knows nothing of what is in the database.
 */
@NullMarked
package dev.parley.store.backup;

import org.jspecify.annotations.NullMarked;
