package dev.palisade.sim.fault;

import dev.palisade.sim.fault.Fault.Family;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Which families of faults a campaign draws from. */
public enum Profile {
  /** No faults. */
  CALM(EnumSet.noneOf(Family.class)),
  /** Links and processes. */
  NETWORK(EnumSet.of(Family.NETWORK, Family.PROCESS, Family.OPERATION)),
  /** Nodes that come and go, with links and processes. */
  MEMBERSHIP(EnumSet.of(Family.MEMBERSHIP, Family.NETWORK, Family.PROCESS, Family.OPERATION)),
  /** Disks and power. */
  DISK(EnumSet.of(Family.DISK, Family.PROCESS, Family.OPERATION)),
  /** Clocks that drift, are off, and jump. */
  CLOCKS(EnumSet.of(Family.CLOCK, Family.PROCESS, Family.OPERATION)),
  /** All of it, in a mix that differs from seed to seed. */
  EVERYTHING(EnumSet.allOf(Family.class));

  private final EnumSet<Family> families;

  Profile(EnumSet<Family> families) {
    this.families = families;
  }

  /** In the order of their declaration. */
  public Set<Family> families() {
    return EnumSet.copyOf(families);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
