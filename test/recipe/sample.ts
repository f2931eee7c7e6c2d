/** A good recipe of the task in fake-task.ts, in block style, so that a test can change it line by line. */
export const sample = `# A sample
task: verification
seed: 1
data:
  root: /corpora
  trials:
    - voxceleb1-o
    - sitw-eval
  max_bad: 0.1 %
model:
  embedding: 512
loss:
  type: am-softmax
  scale: 30
  margin: 0.30
training:
  epochs: 40
  batch: 128
  rate: 1e-1
  crop: 2 s
  deterministic: true
  precision: bf16
backends:
  - type: cosine
  - type: plda
    lda: 200
    iterations: 20
metrics:
  - eer
  - type: min-dcf
    target: 0.01
`;
