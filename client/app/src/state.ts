// The contract's work states, as the kit draws them.
import { WorkState } from '$contract/app_service_pb.js';
import type { State } from '@tilik/kit';

const drawn: Partial<Record<WorkState, State>> = {
  [WorkState.DRAFT]: 'draft',
  [WorkState.SAVED]: 'saved',
  [WorkState.WAITING]: 'waiting',
  [WorkState.ENTRUSTED]: 'entrusted',
  [WorkState.RECEIVED]: 'received',
  [WorkState.BEING_DECIDED]: 'beingDecided',
  [WorkState.DONE]: 'done',
  [WorkState.RETURNED]: 'returned',
};

// Nothing for what was never worked on.
export function drawnState(state: WorkState): State | undefined {
  return drawn[state];
}
