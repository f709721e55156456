package dev.palisade.sim.fault;

import dev.palisade.raft.NodeId;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Which directed links each shape of partition cuts. */
final class Topologies {
  /** One direction. */
  record Cut(NodeId from, NodeId to) {}

  private Topologies() {}

  static List<Cut> isolate(World world, NodeId node) {
    return cuts(world, (from, to) -> from.equals(node) || to.equals(node));
  }

  static List<Cut> deafen(World world, NodeId node) {
    return cuts(world, (_, to) -> to.equals(node));
  }

  static List<Cut> mute(World world, NodeId node) {
    return cuts(world, (from, _) -> from.equals(node));
  }

  static List<Cut> oneWay(NodeId from, NodeId to) {
    return from.equals(to) ? List.of() : List.of(new Cut(from, to));
  }

  static List<Cut> pair(NodeId left, NodeId right) {
    return left.equals(right) ? List.of() : List.of(new Cut(left, right), new Cut(right, left));
  }

  static List<Cut> shatter(World world) {
    return cuts(world, (_, _) -> true);
  }

  /** The bits of {@code sides} say who is on which side. */
  static List<Cut> split(World world, long sides) {
    return cuts(world, (from, to) -> side(sides, from) != side(sides, to));
  }

  static List<Cut> chain(World world) {
    return cuts(world, (from, to) -> Math.abs(from.value() - to.value()) > 1);
  }

  static List<Cut> bridge(World world, NodeId bridge) {
    int middle = world.nodes().size() / 2;
    return cuts(
        world,
        (from, to) ->
            !from.equals(bridge)
                && !to.equals(bridge)
                && (from.value() <= middle) != (to.value() <= middle));
  }

  private static long side(long sides, NodeId node) {
    return sides >> node.value() & 1;
  }

  private static List<Cut> cuts(World world, BiPredicate<NodeId, NodeId> isCut) {
    List<Cut> cuts = new ArrayList<>();
    for (SimNode from : world.nodes()) {
      for (SimNode to : world.nodes()) {
        if (from != to && isCut.test(from.id(), to.id())) {
          cuts.add(new Cut(from.id(), to.id()));
        }
      }
    }
    return cuts;
  }
}
