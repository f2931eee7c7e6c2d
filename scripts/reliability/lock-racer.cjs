// One of those who want the same lock, for R15: answers each message { path } with 'held' or the name of the error, and 'release' with 'free'.
const { acquireLock } = require('../../dist/core/kernel-lock.js');

let lock;
process.on('message', async message => {
  if (message === 'release') {
    lock.release();
    process.send('free');
    return;
  }
  try {
    lock = await acquireLock(message.path, { command: 'svtk race' });
    process.send('held');
  } catch (error) {
    process.send(error.name);
  }
});
