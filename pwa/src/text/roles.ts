/** What a role is called (sync/spec/roll.md). */
import { names, words } from './words.svelte.ts'

export const roles = words(
  names({
    villager: '村民',
    accountant: '报账员',
    committee: '村委会',
    branch: '党支部',
    supervisor: '监委会',
    liaison: '监察联络站',
    seal_keeper: '印章管理员',
    cadre: '驻村干部',
    station: '镇站所',
    department: '县直部门',
    discipline: '纪检',
    inspector: '巡察督查',
    observer: '廉情观察员',
    admin: '管理员',
    roll: '名册管理员',
  }),
  names({
    villager: 'villager',
    accountant: 'accountant',
    committee: 'committee',
    branch: 'party branch',
    supervisor: 'supervisory committee',
    liaison: 'liaison station',
    seal_keeper: 'seal keeper',
    cadre: 'resident cadre',
    station: 'town station',
    department: 'county department',
    discipline: 'discipline inspection',
    inspector: 'inspection team',
    observer: 'observer',
    admin: 'administrator',
    roll: 'keeper of the roll',
  }),
)
