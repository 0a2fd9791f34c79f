// A graph laid out by dagre: its ways drawn as lines, its nodes as whatever the page makes of them.
import { Graph as Layout, layout } from '@dagrejs/dagre';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import '../styles/graph.css';

export type GraphNode = { id: string; width: number; height: number; content: ComponentChildren };
export type GraphEdge = { from: string; to: string; label?: string; tone?: string };
type Point = { x: number; y: number };

export function Graph({ nodes, edges, label, across = false }: { nodes: GraphNode[]; edges: GraphEdge[]; label: string; across?: boolean }) {
  const arrow = useId();
  const shape = JSON.stringify([nodes.map(({ id, width, height }) => [id, width, height]), edges, across]);
  const drawn = useMemo(() => arranged(nodes, edges, across), [shape]);
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [around, here] = [sheet.current!, sheet.current!.querySelector<HTMLElement>('[aria-current]')?.parentElement];
    if (here) around.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - around.clientWidth / 2;
  }, [shape]);
  return (
    <div ref={sheet} class="graph" role="group" aria-label={label} tabIndex={0}>
      <div class="sheet" style={{ width: `${drawn.width}px`, height: `${drawn.height}px` }}>
        <svg width={drawn.width} height={drawn.height} aria-hidden="true">
          <defs>
            <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
              <path d="M0 0 8 4 0 8z" />
            </marker>
          </defs>
          {drawn.edges.map(({ points, at, text, tone }, index) => (
            <g key={index} class={tone}>
              <path class="way" d={curve(points)} marker-end={`url(#${arrow})`} />
              {text && (
                <text x={at.x} y={at.y} text-anchor="middle" dominant-baseline="middle">
                  {text}
                </text>
              )}
            </g>
          ))}
        </svg>
        {nodes.map((node) => {
          const place = drawn.places.get(node.id)!;
          return (
            <div key={node.id} class="node" style={{ left: `${place.x - node.width / 2}px`, top: `${place.y - node.height / 2}px`, width: `${node.width}px`, height: `${node.height}px` }}>
              {node.content}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function arranged(nodes: GraphNode[], edges: GraphEdge[], across: boolean) {
  const graph = new Layout({ multigraph: true });
  graph.setGraph({ rankdir: across ? 'LR' : 'TB', nodesep: 36, ranksep: across ? 60 : 44, edgesep: 18, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  edges.forEach(({ from, to, label = '' }, index) => graph.setEdge(from, to, { width: label.length * 6.6, height: label ? 16 : 0, labelpos: 'c' }, String(index)));
  layout(graph);
  const whole = graph.graph() as { width: number; height: number };
  const places = new Map(nodes.map(({ id }) => [id, graph.node(id) as unknown as Point]));
  const drawn = edges.map(({ from, to, label: text, tone }, index) => {
    const edge = graph.edge(from, to, String(index)) as unknown as { points: Point[]; x: number; y: number };
    return { points: edge.points, at: { x: edge.x, y: edge.y }, text, tone };
  });
  return { width: Math.ceil(whole.width), height: Math.ceil(whole.height), places, edges: drawn };
}

/** A line through the points, its corners rounded. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  let path = `M${first!.x} ${first!.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    path += next ? `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}` : `L${point.x} ${point.y}`;
  });
  return path;
}
