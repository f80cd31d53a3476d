/** docs/metrics.md as it is when the pages are built: what every figure means. */
export { default as metrics } from '../../../../docs/metrics.md?raw';
