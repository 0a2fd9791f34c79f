// A bulk operation on a page of its own, to keep and to send to others.
import { OperationView } from './operation-view';

export default function Operation({ id }: { id: string }) {
  return (
    <div class="narrow">
      <OperationView id={id} kept />
    </div>
  );
}
