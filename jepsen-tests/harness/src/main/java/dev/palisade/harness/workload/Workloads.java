package dev.palisade.harness.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All workloads there are. */
public final class Workloads {
  private static final List<Workload> ALL =
      List.of(
          new RegisterWorkload(),
          new FencedRegisterWorkload(),
          new PausedHolderWorkload(),
          new FencedLockWorkload(),
          new BankWorkload(),
          new SetWorkload(),
          new CounterWorkload(),
          new AppendWorkload(),
          new RevisionsWorkload(),
          new StaleReadsWorkload(),
          new MembershipWorkload());

  private Workloads() {}

  /** From simple to involved. */
  public static List<Workload> all() {
    return ALL;
  }

  /**
   * The workloads of these names, separated by commas; {@code all} for every one.
   *
   * @throws IllegalArgumentException if one names nothing, or one is named twice; says what there
   *     is
   */
  public static List<Workload> named(String names) {
    if (names.strip().equals("all")) {
      return ALL;
    }
    List<Workload> named = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      Workload found = one(name.strip());
      if (named.contains(found)) {
        throw new IllegalArgumentException("workload '" + name.strip() + "' is named twice");
      }
      named.add(found);
    }
    return named;
  }

  private static Workload one(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no workload '%s'; there are %s"
                        .formatted(
                            name,
                            ALL.stream().map(Workload::name).collect(Collectors.joining(", ")))));
  }
}
