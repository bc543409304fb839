/** The shape of what is coming, so that nothing jumps when it comes. */
export function LoadingView() {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">Loading the figures…</span>
      <div class="tiles">
        {[1, 2, 3, 4, 5].map((tile) => (
          <div key={tile} class="tile loading__block" />
        ))}
      </div>
      <div class="cards">
        <div class="card loading__block" data-card="footfall" />
        <div class="card loading__block" data-card="zones" />
      </div>
    </div>
  );
}
