package dev.palisade.cli.sim;

import dev.palisade.sim.fault.Profile;
import dev.palisade.sim.mutant.Mutant;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Options that the subcommands of {@code sim} share. */
final class SimChoices {
  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "everything",
      converter = ProfileName.class,
      description =
          "What goes wrong: calm, network, disk, clocks or everything (default: ${DEFAULT-VALUE}).")
  private Profile profile = Profile.EVERYTHING;

  @Option(
      names = "--from",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long from = 1;

  @Option(names = "--json", description = "The same as -o json.")
  private boolean json;

  Profile profile() {
    return profile;
  }

  long from() {
    return from;
  }

  boolean json() {
    return json;
  }

  static void atLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " is " + value + "; at least " + least);
    }
  }

  /** The mutant of this name. */
  static Mutant mutant(String name) {
    return Mutant.all().stream()
        .filter(mutant -> mutant.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no mutant '"
                        + name
                        + "'; there are "
                        + Mutant.all().stream()
                            .map(Mutant::name)
                            .collect(Collectors.joining(", "))));
  }

  /** Reads a profile's name, in any case. */
  static final class ProfileName implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String name) {
      try {
        return Profile.valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'" + name + "' is no profile; there are calm, network, disk, clocks and everything",
            e);
      }
    }
  }
}
