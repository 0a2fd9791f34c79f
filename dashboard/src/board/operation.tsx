// A bulk operation on a page of its own, to keep and to send to others.
import { texts } from '../texts';
import { OperationView } from './operation-view';

export default function Operation({ id }: { id: string }) {
  return (
    <div class="narrow">
      <h1>{texts.bulk.results}</h1>
      <OperationView id={id} kept />
    </div>
  );
}
