package dev.palisade.cli.chaos;

import dev.palisade.cli.output.Json;
import dev.palisade.harness.etcd.EtcdSystem;
import dev.palisade.harness.fault.Fault;
import dev.palisade.harness.fault.Faults;
import dev.palisade.harness.fault.Surroundings;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Nets;
import dev.palisade.harness.workload.Workload;
import dev.palisade.harness.workload.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What can be run here, and why not the rest. */
final class ChaosList {
  private static final int NODES = 5;

  private final Map<NetKind, Optional<String>> nets;
  private final Optional<String> etcd;

  private ChaosList(Map<NetKind, Optional<String>> nets, Optional<String> etcd) {
    this.nets = nets;
    this.etcd = etcd;
  }

  /** On this machine. */
  static ChaosList here() {
    Map<NetKind, Optional<String>> nets = new LinkedHashMap<>();
    for (NetKind kind : NetKind.values()) {
      nets.put(kind, Nets.whyNotHere(kind));
    }
    try (EtcdSystem etcd = new EtcdSystem()) {
      return new ChaosList(nets, etcd.whyNotHere());
    }
  }

  /** Why a fault cannot be had with a network, if so. */
  private Optional<String> whyNot(Fault fault, NetKind net) {
    return fault.whyNotHere(new Surroundings(net, NODES));
  }

  String text() {
    StringBuilder text = new StringBuilder("Workloads\n");
    for (Workload workload : Workloads.all()) {
      line(text, workload.name(), workload.explanation());
    }
    text.append("\nFaults, by family\n");
    String family = "";
    for (Fault fault : Faults.all()) {
      if (!fault.family().word().equals(family)) {
        family = fault.family().word();
        text.append(family).append('\n');
      }
      line(text, fault.name(), fault.explanation());
      reasons(fault).forEach(reason -> line(text, "", reason));
    }
    text.append("\nNetworks and systems\n");
    nets.forEach((kind, why) -> line(text, kind.word(), can(why)));
    line(text, "palisade", "can be had");
    line(text, "etcd", can(etcd));
    return text.toString();
  }

  private static String can(Optional<String> why) {
    return why.map(reason -> "not here: " + reason).orElse("can be had");
  }

  /** One reason for both networks if it is the same; none for a network that is not here itself. */
  private List<String> reasons(Fault fault) {
    Map<String, List<String>> nets = new LinkedHashMap<>();
    int possible = 0;
    for (Map.Entry<NetKind, Optional<String>> each : this.nets.entrySet()) {
      if (each.getValue().isPresent()) {
        continue;
      }
      possible++;
      NetKind net = each.getKey();
      whyNot(fault, net)
          .ifPresent(why -> nets.computeIfAbsent(why, unseen -> new ArrayList<>()).add(net.word()));
    }
    List<String> reasons = new ArrayList<>();
    int all = possible;
    nets.forEach(
        (why, where) ->
            reasons.add(
                where.size() == all
                    ? "not here: " + why
                    : "not with --net " + String.join(", ", where) + ": " + why));
    return reasons;
  }

  private static void line(StringBuilder text, String name, String explanation) {
    text.append(String.format(Locale.ROOT, "  %-22s %s%n", name, explanation));
  }

  Json json() {
    List<Object> workloads = new ArrayList<>();
    for (Workload workload : Workloads.all()) {
      workloads.add(
          Json.object().put("name", workload.name()).put("explanation", workload.explanation()));
    }
    List<Object> faults = new ArrayList<>();
    for (Fault fault : Faults.all()) {
      Json why = Json.object();
      for (NetKind net : NetKind.values()) {
        why.put(net.word(), whyNot(fault, net).orElse(null));
      }
      faults.add(
          Json.object()
              .put("name", fault.name())
              .put("family", fault.family().word())
              .put("explanation", fault.explanation())
              .put("why_not", why));
    }
    Json networks = Json.object();
    nets.forEach((kind, why) -> networks.put(kind.word(), why.orElse(null)));
    return Json.object()
        .put("workloads", workloads)
        .put("faults", faults)
        .put("networks_why_not", networks)
        .put("etcd_why_not", etcd.orElse(null));
  }
}
