/** The words of the camera that looks for codes. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    start: '打开摄像头',
    looking: '把码放进框里，稍等一下',
    stop: '关掉摄像头',
    noCamera: '用不了摄像头。请用下面别的办法。',
    frame: '摄像头画面',
  },
  {
    start: 'Open the camera',
    looking: 'Hold the code inside the frame',
    stop: 'Close the camera',
    noCamera: 'The camera cannot be used. There is another way below.',
    frame: 'What the camera sees',
  },
)
