package dev.palisade.sim.fault;

import dev.palisade.sim.fault.Fault.Family;
import dev.palisade.sim.fault.Fault.Kind;
import dev.palisade.sim.world.Dice;
import dev.palisade.sim.world.Hints;
import dev.palisade.sim.world.Network.Weather;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What goes wrong in one run: the faults in their order, and the weather between the nodes. Drawn
 * from the seed alone, so that a plan with a fault taken out is still a plan. Each plan uses a
 * random part of the kinds of faults (swarm testing, Groce et al. 2012): kinds that would hide each
 * other's effects are often alone.
 *
 * @param faults by time
 * @param weather while faults are injected
 * @param chaosNanos how long
 * @param drill what is tried once the faults have ended
 */
public record Plan(List<Fault> faults, Weather weather, long chaosNanos, Drill drill) {
  private static final long SECOND = 1_000_000_000L;
  private static final double GROWN_CHANCE = 0.06;
  private static final double HINTS_CHANCE = 0.2;

  /** The plan of a seed. */
  public static Plan of(long seed, Profile profile) {
    Dice dice = Dice.of(seed, "plan " + profile);
    List<Kind> kinds = kinds(dice, profile.families());
    long chaos = dice.between(8 * SECOND, 30 * SECOND);
    List<Fault> faults = new ArrayList<>();
    if (!kinds.isEmpty()) {
      long meanGap = dice.pick(List.of(SECOND / 4, SECOND, 2 * SECOND, 4 * SECOND));
      long meanDuration = dice.pick(List.of(SECOND / 5, SECOND, 3 * SECOND));
      if (growsFromOne(seed, profile)) {
        grow(faults, Dice.of(seed, "growth"));
      }
      long at = SECOND / 2 + dice.around(meanGap);
      while (at < chaos) {
        faults.add(
            new Fault(
                faults.size() + 1,
                at,
                dice.pick(kinds),
                10_000_000 + dice.around(meanDuration),
                dice.below(1 << 20),
                dice.next() >>> 1));
        at += dice.around(meanGap);
      }
    }
    boolean stormy = profile.families().contains(Family.NETWORK) && dice.chance(0.5);
    Drill drill = profile == Profile.CALM ? Drill.NONE : drill(seed, dice);
    return new Plan(faults, stormy ? storm(dice) : Weather.CALM, chaos, drill);
  }

  /** That of hints is drawn apart: only some worlds have hints. */
  private static Drill drill(long seed, Dice dice) {
    List<Drill> others =
        Stream.of(Drill.values()).filter(each -> each != Drill.FALSE_HINTS).toList();
    Drill drill = dice.pick(others);
    boolean isOfHints =
        Hints.areGivenWith(seed) && Dice.of(seed, "drill of hints").chance(HINTS_CHANCE);
    return isOfHints ? Drill.FALSE_HINTS : drill;
  }

  /** Whether the cluster of this seed begins with one voter, as an operator may begin. */
  public static boolean growsFromOne(long seed, Profile profile) {
    return profile.families().contains(Family.MEMBERSHIP)
        && Dice.of(seed, "grows from one").chance(GROWN_CHANCE);
  }

  /** Members are added one by one; who is promoted too early is promoted once more. */
  private static void grow(List<Fault> faults, Dice dice) {
    long at = SECOND;
    for (Kind kind : List.of(Kind.ADD_LEARNER, Kind.ADD_LEARNER, Kind.PROMOTE, Kind.PROMOTE)) {
      for (int tries = kind == Kind.PROMOTE ? 2 : 1; tries > 0; tries--) {
        faults.add(
            new Fault(faults.size() + 1, at, kind, SECOND, dice.below(1 << 20), dice.next() >>> 1));
        at += SECOND / 4;
      }
    }
  }

  /** The same with other faults. */
  public Plan with(List<Fault> others) {
    return new Plan(List.copyOf(others), weather, chaosNanos, drill);
  }

  /** The same, and nothing is tried at the end. */
  public Plan withoutDrill() {
    return new Plan(faults, weather, chaosNanos, Drill.NONE);
  }

  /** The same in calm weather. */
  public Plan inCalmWeather() {
    return new Plan(faults, Weather.CALM, chaosNanos, drill);
  }

  private static List<Kind> kinds(Dice dice, Set<Family> families) {
    EnumSet<Kind> chosen = EnumSet.noneOf(Kind.class);
    double share = dice.pick(List.of(0.1, 0.3, 0.6));
    for (Kind kind : Kind.values()) {
      if (families.contains(kind.family()) && dice.chance(share)) {
        chosen.add(kind);
      }
    }
    return List.copyOf(chosen);
  }

  static Weather storm(Dice dice) {
    return new Weather(
        100_000,
        dice.pick(List.of(150_000L, 2_000_000L, 20_000_000L)),
        dice.pick(List.of(0.0, 0.02, 0.1, 0.3)),
        dice.pick(List.of(0.0, 0.05, 0.2)),
        dice.pick(List.of(0.0, 0.01, 0.1)));
  }
}
