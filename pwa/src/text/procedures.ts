/** The words that lead to how things are done in the village: power lists, runs, projects; what is let and owed. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    powers: '权力清单',
    powersText: '哪件事归谁管、几步、几天、什么材料',
    runs: '办事过程',
    runsText: (n: number) => (n === 0 ? '大事怎么办、走到哪一步' : `${n} 件，走到哪一步、差什么`),
    estate: '家底和合同',
    estateText: '有什么、租给谁、租金来没来、欠不欠',
    polls: '投票',
    meetings: '开会',
    meetingsText: '坝坝会、代表会：能提问，答应了什么都记着',
    pollsText: '大家的事大家定，没网也能投，票数人人能数',
    draws: '摇号和抽查',
    drawsText: '名单、怎么摇、谁中了，本机能重算',
    projects: '工程',
    projectsText: (n: number) => (n === 0 ? '修什么、花多少、修到哪' : `${n} 项，花多少、修到哪`),
  },
  {
    powers: 'Power list',
    powersText: 'whose each matter is, how it is done, with what',
    runs: 'How things are done',
    runsText: (n: number) =>
      n === 0 ? 'steps of what the village decides' : `${n}, how far each is and what it lacks`,
    estate: 'What is let and owed',
    estateText: 'what the village has, to whom it is let, who owes whom',
    polls: 'Polls',
    meetings: 'Meetings',
    meetingsText: 'ask and propose; what was promised is followed',
    pollsText: 'everybody decides; without network too; anyone can count',
    draws: 'Draws and spot checks',
    drawsText: 'lists, chance, who was drawn; worked out again here',
    projects: 'Projects',
    projectsText: (n: number) =>
      n === 0 ? 'what is built, and what it costs' : `${n}, how far each is and what it costs`,
  },
)
