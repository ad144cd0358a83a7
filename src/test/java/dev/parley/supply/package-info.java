/** What the build checks about the libraries that it packs. */
@NullMarked
package dev.parley.supply;

import org.jspecify.annotations.NullMarked;
