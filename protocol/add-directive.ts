/** The command that adds a directive to the setting `nginxHandshake.directives`; its arguments are the URI of a file and an entry of the list. */
export const addDirectiveCommand = 'nginxHandshake.addDirective';
