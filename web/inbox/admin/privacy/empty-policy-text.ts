import type { PolicyText } from './consent-settings.ts'

/** A sensible beginning; the business has to put its own address in. */
const beginnings: Readonly<Record<string, PolicyText>> = {
  en: {
    text: 'Before we start: please read our privacy policy: {policy_link}. Do you agree that we process your messages to answer you?',
    url: '',
    agree: 'I agree',
    decline: 'No, thanks',
  },
  de: {
    text: 'Bevor wir beginnen: Bitte lesen Sie unsere Datenschutzerklärung: {policy_link}. Sind Sie einverstanden, dass wir Ihre Nachrichten verarbeiten, um Ihnen zu antworten?',
    url: '',
    agree: 'Einverstanden',
    decline: 'Nein, danke',
  },
}

const blank: PolicyText = { text: '{policy_link}', url: '', agree: '', decline: '' }

export const emptyPolicyText = (language: string): PolicyText => beginnings[language] ?? blank
