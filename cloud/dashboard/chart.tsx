import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { createChart, type ECharts } from './echarts.ts';
import { type Palette, palette } from './palette.ts';

interface ChartProps {
  /** What the chart shows, for those who do not see it. */
  label: string;
  height: 'low' | 'high';
  option(colours: Palette): EChartsCoreOption;
}

const DARK = matchMedia('(prefers-color-scheme: dark)');
const STILL = matchMedia('(prefers-reduced-motion: reduce)');

/** One Apache ECharts canvas that follows its place, the theme and the wish for stillness. */
export function Chart({ label, height, option }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<ECharts>();
  const [dark, setDark] = useState(DARK.matches);

  useEffect(() => {
    if (!place.current) return undefined;
    const created = createChart(place.current);
    const follow = new ResizeObserver(() => created.resize());
    follow.observe(place.current);
    const recolour = (): void => setDark(DARK.matches);
    DARK.addEventListener('change', recolour);
    setChart(created);
    return () => {
      follow.disconnect();
      DARK.removeEventListener('change', recolour);
      created.dispose();
    };
  }, []);

  useEffect(() => {
    const colours = palette();
    chart?.setOption({
      animation: !STILL.matches,
      animationDuration: 400,
      animationDurationUpdate: 300,
      textStyle: { fontFamily: colours.font, color: colours.text },
      // Drawn on the canvas: a tooltip of HTML brings inline styles, which the content security policy refuses.
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: colours.surface,
        borderColor: colours.line,
        textStyle: { color: colours.text, fontSize: 13 },
      },
      ...option(colours),
    });
  }, [chart, option, dark]);

  return <div ref={place} class="chart" data-height={height} role="img" aria-label={label} />;
}
