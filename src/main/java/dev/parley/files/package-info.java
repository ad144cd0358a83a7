/** Files and directories that nobody but their owner may read. Knows no other package. */
@NullMarked
package dev.parley.files;

import org.jspecify.annotations.NullMarked;
