package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.net.Nets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which faults a run is to have.
 *
 * @param faults those that can be had here
 * @param notRun those that were asked for and cannot
 */
public record FaultPlan(List<Fault> faults, List<NotRun> notRun) {
  private static final String ALL = "all";
  private static final String NONE = "none";

  public FaultPlan {
    faults = List.copyOf(faults);
    notRun = List.copyOf(notRun);
  }

  /**
   * A fault that cannot be had here.
   *
   * @param fault its name
   * @param why and what to do about it
   */
  public record NotRun(String fault, String why) {}

  /**
   * Reads names of faults and of families, separated by commas; {@code all} for every one, {@code
   * none} for none.
   *
   * @throws IllegalArgumentException if one names nothing; says what there is
   */
  public static FaultPlan of(String names, Surroundings here) {
    Set<Fault> chosen = new LinkedHashSet<>();
    for (String name : names.split(",", -1)) {
      chosen.addAll(named(name.strip().toLowerCase(Locale.ROOT)));
    }
    List<Fault> faults = new ArrayList<>();
    List<NotRun> notRun = new ArrayList<>();
    for (Fault fault : chosen) {
      Nets.whyNotHere(here.net())
          .or(() -> fault.whyNotHere(here))
          .ifPresentOrElse(
              why -> notRun.add(new NotRun(fault.name(), why)), () -> faults.add(fault));
    }
    return new FaultPlan(faults, notRun);
  }

  private static List<Fault> named(String name) {
    if (name.equals(NONE)) {
      return List.of();
    }
    List<Fault> named =
        Faults.all().stream()
            .filter(
                fault ->
                    name.equals(ALL)
                        || name.equals(fault.name())
                        || name.equals(fault.family().word()))
            .toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' names no fault; there are " + words().collect(Collectors.joining(", ")));
    }
    return named;
  }

  private static Stream<String> words() {
    Set<String> families = new TreeSet<>();
    Faults.all().forEach(fault -> families.add(fault.family().word()));
    return Stream.of(
            Stream.of(ALL, NONE), families.stream(), Faults.all().stream().map(Fault::name))
        .flatMap(words -> words);
  }

  /** What nodes must be started with for them. */
  public Set<Preload> preloads() {
    Set<Preload> preloads = new TreeSet<>();
    faults.forEach(fault -> preloads.addAll(fault.preloads()));
    return preloads;
  }
}
