package dev.parley.replica;

import dev.parley.replica.OnLink.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The networks of this machine, as they were a moment ago. */
final class LocalNetworks {
  /** An interface may come and go; to list them costs some system calls each. */
  private static final long LOOK_EVERY_MS = 5_000;

  private List<Network> networks = List.of();
  private boolean hasLooked;
  private long lookedMs;

  /** {@code host} is the text of an address; returns false if it is anything else. */
  boolean contain(String host, long nowMs) {
    try {
      var address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || OnLink.isOnLink(address, networks(nowMs));
    } catch (IOException e) {
      return false;
    }
  }

  private List<Network> networks(long nowMs) throws IOException {
    if (hasLooked && nowMs - lookedMs < LOOK_EVERY_MS) return networks;
    hasLooked = true;
    lookedMs = nowMs;
    var found = new ArrayList<Network>();
    for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (var own : network.getInterfaceAddresses())
        found.add(new Network(own.getAddress(), own.getNetworkPrefixLength()));
    }
    networks = List.copyOf(found);
    return networks;
  }
}
