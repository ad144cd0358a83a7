package dev.parley.wire;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compression (RFC 1951) of bodies that name the same members over and over. */
final class Deflated {
  private static final int STEP_BYTES = 8 * 1024;

  private Deflated() {}

  static byte[] deflate(byte[] bytes) {
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      var out = new ByteWriter(STEP_BYTES);
      var step = new byte[STEP_BYTES];
      while (!deflater.finished()) out.raw(Arrays.copyOf(step, deflater.deflate(step)));
      return out.toArray();
    } finally {
      deflater.end();
    }
  }

  /** Gives up as soon as more than {@code limit} bytes come out, however few went in. */
  static byte[] inflate(byte[] bytes, int limit) {
    var inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      var out = new ByteWriter(STEP_BYTES);
      var step = new byte[STEP_BYTES];
      while (!inflater.finished()) {
        int inflated = inflater.inflate(step);
        if (inflated == 0 && !inflater.finished()) throw new MalformedException("cut short");
        if (out.size() + inflated > limit) throw new MalformedException("inflates over " + limit);
        out.raw(Arrays.copyOf(step, inflated));
      }
      if (inflater.getRemaining() > 0) throw new MalformedException("bytes after the end");
      return out.toArray();
    } catch (DataFormatException e) {
      throw new MalformedException("not deflated: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
