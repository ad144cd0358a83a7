package dev.parley.replica;

import java.net.InetAddress;
import java.util.List;

/** Whether an address is this machine's, or a neighbour's on one of its networks. */
final class OnLink {
  /** A network that an interface of this machine is on: its own address there, and the prefix. */
  record Network(InetAddress own, int prefixBits) {
    private boolean contains(InetAddress address) {
      var mine = own.getAddress();
      var other = address.getAddress();
      if (mine.length != other.length || prefixBits < 0) return false;
      for (int bit = 0; bit < Math.min(prefixBits, 8 * mine.length); bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) return false;
      }
      return true;
    }
  }

  private OnLink() {}

  static boolean isOnLink(InetAddress address, List<Network> networks) {
    return address.isLoopbackAddress()
        || networks.stream().anyMatch(network -> network.contains(address));
  }
}
