/** Parameters that servers of FastCGI, uwsgi and SCGI are sent, as the files of nginx's packages send them. Look-up only. */

type Parameters = readonly (readonly [name: string, value: string])[];

/** What is mostly sent to the server that a directive (`fastcgi_param`) speaks with; none for any other directive. */
export function usualParameters(directive: string): Parameters {
  return Object.hasOwn(byDirective, directive) ? (byDirective[directive] ?? []) : [];
}

const request: Parameters = [
  ['QUERY_STRING', '$query_string'],
  ['REQUEST_METHOD', '$request_method'],
  ['CONTENT_TYPE', '$content_type'],
  ['CONTENT_LENGTH', '$content_length'],
  ['REQUEST_URI', '$request_uri'],
  ['DOCUMENT_URI', '$document_uri'],
  ['DOCUMENT_ROOT', '$document_root'],
  ['SERVER_PROTOCOL', '$server_protocol'],
  ['REQUEST_SCHEME', '$scheme'],
  ['HTTPS', '$https if_not_empty'],
  ['REMOTE_ADDR', '$remote_addr'],
  ['REMOTE_PORT', '$remote_port'],
  ['REMOTE_USER', '$remote_user'],
  ['SERVER_PORT', '$server_port'],
  ['SERVER_NAME', '$server_name'],
];

const byDirective: Readonly<Record<string, Parameters>> = {
  fastcgi_param: [
    ['SCRIPT_FILENAME', '$document_root$fastcgi_script_name'],
    ['SCRIPT_NAME', '$fastcgi_script_name'],
    ['PATH_INFO', '$fastcgi_path_info'],
    ['PATH_TRANSLATED', '$document_root$fastcgi_path_info'],
    ...request,
    ['SERVER_ADDR', '$server_addr'],
    ['SERVER_SOFTWARE', 'nginx/$nginx_version'],
    ['GATEWAY_INTERFACE', 'CGI/1.1'],
    ['REDIRECT_STATUS', '200'],
    ['HTTP_PROXY', '""'],
  ],
  uwsgi_param: [['PATH_INFO', '$document_uri'], ...request],
  scgi_param: [['SCGI', '1'], ['PATH_INFO', '$document_uri'], ...request],
};
