package dev.parley.security;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The random number that tells the lives of sending processes apart: 128 bits. */
record Salt(long high, long low) {
  static final int BYTES = 16;

  static Salt draw(RandomGenerator random) {
    return new Salt(random.nextLong(), random.nextLong());
  }

  static Salt read(ByteBuffer in) {
    return new Salt(in.getLong(), in.getLong());
  }

  void write(ByteBuffer out) {
    out.putLong(high).putLong(low);
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }
}
