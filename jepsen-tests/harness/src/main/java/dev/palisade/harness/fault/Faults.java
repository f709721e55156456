package dev.palisade.harness.fault;

import java.util.List;
import java.util.stream.Stream;

/** All faults there are. */
public final class Faults {
  private static final List<Fault> ALL =
      Stream.of(
              Partitions.all(),
              ProcessFaults.all(),
              LinkFault.all(),
              ClockFaults.all(),
              DiskFaults.all(),
              MemberFault.all(),
              HostileFault.all())
          .flatMap(List::stream)
          .toList();

  private Faults() {}

  /** In the order of their families. */
  public static List<Fault> all() {
    return ALL;
  }
}
