package dev.palisade.cli.check;

import dev.palisade.checker.check.Checks;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.model.Models;
import dev.palisade.checker.model.Models.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** Refuses options that were given and would not be looked at. */
record Refusals(ParseResult given, ModelChoice choice, @Nullable String check) {
  private static final List<String> OF_CLUSTERS = List.of("--endpoints", "--dir");
  private static final List<String> OF_LINEARIZABILITY =
      List.of("--algorithm", "--memory", "--timeout", "--report");
  private static final List<String> OF_CHECKS = List.of("--per-key", "--total");

  /**
   * Goes over all options.
   *
   * @throws IllegalArgumentException naming the first that would not be looked at, and why
   */
  void refuseIgnored() {
    refuse(OF_CLUSTERS, "check reads files and asks no cluster");
    if (choice.format() == HistoryFormat.KV) {
      refuse(List.of("--keyed"), "in the format kv each event has a key of its own");
    }
    if (check == null) {
      refuse(OF_CHECKS, "it belongs to --check, which is not given");
      ofModel(choice.modelName());
    } else {
      ofCheck(check);
    }
  }

  private void ofCheck(String name) {
    if (!Checks.names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no check '" + name + "'; there are " + String.join(", ", Checks.names()));
    }
    refuse(OF_LINEARIZABILITY, "it belongs to linearizability, and --check " + name + " is given");
    if (!Checks.takesTotal(name)) {
      refuse(List.of("--total"), "the check '" + name + "' has no total");
    }
    if (name.equals(Checks.SEQUENTIAL_CONSISTENCY)) {
      refuse(
          List.of("--per-key"), "keys can be sequentially consistent one by one and not together");
      ofModel(choice.modelNameOr("register"));
      return;
    }
    refuse(List.of("--model"), "the check '" + name + "' has no model");
    for (Parameter each : Parameter.values()) {
      refuse(List.of(each.option()), "the check '" + name + "' has no model");
    }
  }

  private void ofModel(String name) {
    Set<Parameter> known = Models.parametersOf(name);
    String takes =
        known.isEmpty()
            ? "none"
            : Arrays.stream(Parameter.values())
                .filter(known::contains)
                .map(Parameter::option)
                .collect(Collectors.joining(", "));
    for (Parameter each : Parameter.values()) {
      if (!known.contains(each)) {
        refuse(
            List.of(each.option()), "the model '" + name + "' does not know it; it takes " + takes);
      }
    }
  }

  private void refuse(List<String> options, String why) {
    for (String option : options) {
      if (given.hasMatchedOption(option)) {
        throw new IllegalArgumentException(option + " would be ignored: " + why + "; leave it out");
      }
    }
  }
}
