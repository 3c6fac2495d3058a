import type { ManagerStatus } from '../../core/distribution.ts'
import type { Role } from '../../core/permissions.ts'

export const people = {
  mia: { name: 'Mia Keller', role: 'administrator', status: 'free' },
  jonas: { name: 'Jonas Weber', role: 'manager', status: 'free' },
  aylin: { name: 'Aylin Demir', role: 'chat_administrator', status: 'busy' },
  tom: { name: 'Tom Baker', role: 'manager', status: 'lunch' },
} as const satisfies Record<string, Readonly<{ name: string; role: Role; status: ManagerStatus }>>
export type DemoPerson = keyof typeof people

type From = 'contact' | DemoPerson | `note:${DemoPerson}`
export type DemoDialogue = Readonly<{
  contact: string | null
  hoursAgo: number
  locale?: string
  page?: string
  assignee?: DemoPerson
  closed?: boolean
  lines: readonly Readonly<{ from: From; text: string }>[]
}>

const says = (from: From, text: string) => ({ from, text })

/** People, places and orders are invented. The newest come last. */
export const demoDialogues: readonly DemoDialogue[] = [
  {
    contact: 'Henrik Olsen',
    hoursAgo: 70,
    closed: true,
    lines: [
      says('contact', 'Hello, do you deliver to the harbour district?'),
      says('jonas', 'Good morning! Yes, Tuesday to Saturday before nine, from 20 euros on.'),
      says('contact', 'Perfect, thank you.'),
    ],
  },
  {
    contact: 'Camille Laurent',
    hoursAgo: 52,
    locale: 'fr',
    closed: true,
    lines: [
      says('contact', 'Bonjour, vos croissants contiennent-ils des noix ?'),
      says('aylin', 'Bonjour ! Les croissants nature, non. Mais nous travaillons avec des noix dans la même pièce.'),
      says('contact', 'Merci pour votre réponse rapide.'),
    ],
  },
  {
    contact: 'Priya Nair',
    hoursAgo: 30,
    page: '/cakes',
    lines: [
      says('contact', 'Hi! I would like to order a birthday cake for Saturday, for about twelve people.'),
      says('mia', 'Lovely! Chocolate and hazelnut, or lemon with raspberries?'),
      says('contact', 'Lemon, please. Could it say "Happy 40th, Arun"?'),
      says('note:mia', 'Asked the kitchen: fine, if we know by Thursday noon.'),
      says('mia', 'Of course. It will be ready from ten on Saturday. Shall I put it down for you?'),
      says('contact', 'Yes please! Can I pay when I pick it up?'),
    ],
  },
  {
    contact: 'Lukas Brandt',
    hoursAgo: 26,
    locale: 'de',
    lines: [
      says('contact', 'Guten Tag, ist das Roggenbrot eigentlich ohne Weizen?'),
      says('jonas', 'Guten Tag! Das Saatenroggen ja, beim Fernhill-Sauerteig ist ein Drittel Weizen dabei.'),
    ],
  },
  {
    contact: 'Sofia Marino',
    hoursAgo: 20,
    assignee: 'tom',
    lines: [
      says('contact', 'My order from this morning was missing the two brioches 🙁'),
      says('tom', 'I am sorry to hear that. Would you like them tomorrow with the delivery, or the money back?'),
      says('contact', 'Tomorrow is fine, thanks Tom!'),
    ],
  },
  {
    contact: 'Café Lindenhof',
    hoursAgo: 9,
    page: '/wholesale',
    assignee: 'aylin',
    lines: [
      says(
        'contact',
        'Good morning, we run a small café and would like to serve your sourdough. Is there a price list for shops?',
      ),
      says('contact', 'It would be about 15 loaves a day, Wednesday to Sunday.'),
      says('note:aylin', 'Tom, do we have room on the Wednesday run?'),
    ],
  },
  {
    contact: 'Noor Haddad',
    hoursAgo: 5,
    lines: [
      says('contact', 'Are you open on the 26th?'),
      says('jonas', 'From eight to noon, yes. The sourdough goes fast that day, so better order ahead.'),
      says('contact', 'Great. Two loaves of the seeded rye then, under Haddad.'),
    ],
  },
  {
    contact: 'Martin Novák',
    hoursAgo: 2,
    lines: [says('contact', 'Do you still teach the Sunday baking class? I can’t find a date on the page.')],
  },
  {
    contact: null,
    hoursAgo: 0.8,
    page: '/bread',
    lines: [says('contact', 'hello'), says('contact', 'how long does the sourdough keep, and can I freeze it?')],
  },
  {
    contact: 'Grace Okafor',
    hoursAgo: 0.2,
    lines: [says('contact', 'Hi, I left an umbrella with a wooden handle at the counter yesterday. Did anyone find it?')],
  },
]
