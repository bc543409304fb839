import { Arches } from './arches.tsx';

interface WelcomeProps {
  shop: string;
  zone: string | undefined;
  behind: boolean;
}

/** What hangs in the department while there is nothing to say. */
export function Welcome({ shop, zone, behind }: WelcomeProps) {
  return (
    <section class="welcome" aria-label="Welcome" aria-hidden={behind} data-behind={behind}>
      <Arches />
      <div class="welcome__words">
        <p class="welcome__shop" dir="auto">
          {shop}
        </p>
        <h1 class="welcome__zone" dir="auto" data-long={(zone ?? shop).length > 16}>
          {zone ?? 'Welcome'}
        </h1>
        <p class="welcome__line">{zone ? 'Take your time. Good things for you appear here.' : 'Good to see you.'}</p>
      </div>
    </section>
  );
}
