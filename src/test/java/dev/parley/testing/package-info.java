/** What the tests of several packages share. */
@NullMarked
package dev.parley.testing;

import org.jspecify.annotations.NullMarked;
