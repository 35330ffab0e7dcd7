/** Data folders: cases, patients, splits, and what train, predict and metrics say of voxels that cannot be what their user means. */
import { situations } from './situations';
import { decathlon, lists } from './volumes';

situations('data', [
  {
    name: 'a folder in order gives no complaint',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart', 'c_heart', 'd_heart']);
      lists(folder, ['a_heart', 'b_heart', 'c_heart'], ['d_heart']);
    },
    when: ['doctor', 'data'],
    exit: 0,
    says: /4 cases, 4 with a label; 3 for training, 1 for the test/,
  },
  {
    name: 'a case is in the training list and in the test list',
    given: (folder) => {
      decathlon(folder, ['a_heart', 'b_heart']);
      lists(folder, ['a_heart', 'b_heart'], ['b_heart']);
    },
    when: ['doctor', 'data'],
    exit: 3,
    says: /b_heart: the case is in .*train\.txt too/,
  },
]);
