/** The modules that scripts/reference/foreign.ts looks at. */

export interface Module {
  readonly name: string;
  readonly home: string;
  /** Files of the repository that count; all, if not said. */
  readonly under?: RegExp;
  /** Of a fork of nginx: its own releases. */
  readonly tags?: RegExp;
  /** Names of this module in @nginx/reference-lib. */
  readonly documents?: RegExp;
}

/** A module that others ship too stands before them. */
export const modules: readonly Module[] = (
  [
    ['lua-nginx-module (OpenResty)', 'openresty/lua-nginx-module'],
    ['stream-lua-nginx-module (OpenResty)', 'openresty/stream-lua-nginx-module'],
    ['headers-more-nginx-module', 'openresty/headers-more-nginx-module'],
    ['echo-nginx-module', 'openresty/echo-nginx-module'],
    ['set-misc-nginx-module', 'openresty/set-misc-nginx-module'],
    ['memc-nginx-module', 'openresty/memc-nginx-module'],
    ['redis2-nginx-module', 'openresty/redis2-nginx-module'],
    ['srcache-nginx-module', 'openresty/srcache-nginx-module'],
    ['drizzle-nginx-module', 'openresty/drizzle-nginx-module'],
    ['encrypted-session-nginx-module', 'openresty/encrypted-session-nginx-module'],
    ['array-var-nginx-module', 'openresty/array-var-nginx-module'],
    ['rds-json-nginx-module', 'openresty/rds-json-nginx-module'],
    ['rds-csv-nginx-module', 'openresty/rds-csv-nginx-module'],
    ['xss-nginx-module', 'openresty/xss-nginx-module'],
    ['replace-filter-nginx-module', 'openresty/replace-filter-nginx-module'],
    ['form-input-nginx-module', 'calio/form-input-nginx-module'],
    ['iconv-nginx-module', 'calio/iconv-nginx-module'],
    ['ngx_postgres', 'FRiCKLE/ngx_postgres'],
    ['ngx_cache_purge', 'nginx-modules/ngx_cache_purge'],
    ['ngx_slowfs_cache', 'FRiCKLE/ngx_slowfs_cache'],
    ['ngx_devel_kit', 'vision5/ngx_devel_kit', /^none$/],
    ['ngx_brotli', 'google/ngx_brotli'],
    ['zstd-nginx-module', 'tokers/zstd-nginx-module'],
    ['nginx-rtmp-module', 'arut/nginx-rtmp-module'],
    ['nginx-http-flv-module', 'winshining/nginx-http-flv-module'],
    ['nginx-dav-ext-module', 'arut/nginx-dav-ext-module'],
    ['nginx-module-vts', 'vozlt/nginx-module-vts'],
    ['nginx-module-sts', 'vozlt/nginx-module-sts'],
    ['nginx-module-stream-sts', 'vozlt/nginx-module-stream-sts'],
    ['nginx-module-sysguard', 'vozlt/nginx-module-sysguard'],
    ['ngx_http_geoip2_module', 'leev/ngx_http_geoip2_module'],
    ['njs (ngx_http_js_module)', 'nginx/njs', /^nginx\//, /^js_/],
    ['ngx_http_acme_module', 'nginx/nginx-acme', /^none$/, /^acme_/],
    ['nginx-otel', 'nginxinc/nginx-otel', /^none$/, /^otel_/],
    ['ngx_http_auth_pam_module', 'sto/ngx_http_auth_pam_module'],
    ['nginx-auth-ldap', 'kvspb/nginx-auth-ldap'],
    ['nginx-auth-jwt', 'kjdev/nginx-auth-jwt'],
    ['ngx-http-auth-jwt-module', 'TeslaGov/ngx-http-auth-jwt-module'],
    ['nginx-http-auth-digest', 'samizdatco/nginx-http-auth-digest'],
    ['spnego-http-auth-nginx-module', 'stnoonan/spnego-http-auth-nginx-module'],
    ['nginx-http-shibboleth', 'nginx-shib/nginx-http-shibboleth'],
    ['ngx-fancyindex', 'aperezdc/ngx-fancyindex'],
    ['nchan', 'slact/nchan', /^src\/(?!(?:util|store)\/.*(?:test|hiredis))/],
    ['ModSecurity-nginx', 'owasp-modsecurity/ModSecurity-nginx'],
    ['naxsi', 'wargio/naxsi', /^none$/],
    ['Phusion Passenger', 'phusion/passenger', /^(?:src\/nginx_module|ext\/nginx)\//],
    ['ngx_http_substitutions_filter_module', 'yaoweibin/ngx_http_substitutions_filter_module'],
    ['nginx-upload-module', 'fdintino/nginx-upload-module'],
    ['nginx-upload-progress-module', 'masterzen/nginx-upload-progress-module'],
    ['nginx-push-stream-module', 'wandenberg/nginx-push-stream-module', /^none$/],
    ['nginx-vod-module', 'kaltura/nginx-vod-module', /^none$/],
    ['nginx-secure-token-module', 'kaltura/nginx-secure-token-module', /^none$/],
    ['stream-echo-nginx-module', 'openresty/stream-echo-nginx-module', /^none$/],
    ['nginx_upstream_check_module', 'yaoweibin/nginx_upstream_check_module'],
    ['ngx_healthcheck_module', 'zhouchangxun/ngx_healthcheck_module'],
    ['nginx-upstream-fair', 'gnosek/nginx-upstream-fair'],
    ['nginx-sticky-module-ng', 'Refinitiv/nginx-sticky-module-ng'],
    ['nginx-upsync-module', 'weibocom/nginx-upsync-module'],
    ['nginx-upstream-dynamic-servers', 'GUI/nginx-upstream-dynamic-servers'],
    ['ngx_dynamic_upstream', 'cubicdaiya/ngx_dynamic_upstream'],
    ['ngx_http_dyups_module', 'yzprofile/ngx_http_dyups_module'],
    ['ngx_pagespeed', 'apache/incubator-pagespeed-ngx'],
    ['ngx_small_light', 'cubicdaiya/ngx_small_light'],
    ['nginx-http-concat', 'alibaba/nginx-http-concat'],
    ['ngx_http_proxy_connect_module', 'chobits/ngx_http_proxy_connect_module'],
    ['websockify-nginx-module', 'tg123/websockify-nginx-module'],
    ['testcookie-nginx-module', 'kyprizel/testcookie-nginx-module'],
    ['nginx_cookie_flag_module', 'AirisX/nginx_cookie_flag_module'],
    ['ip2location-nginx', 'ip2location/ip2location-nginx'],
    ['nginx-clojure', 'nginx-clojure/nginx-clojure'],
    ['nginx-opentracing', 'opentracing-contrib/nginx-opentracing'],
    ['OpenTelemetry', 'open-telemetry/opentelemetry-cpp-contrib', /^instrumentation\/nginx\//],
    ['nginx-datadog', 'DataDog/nginx-datadog'],
    ['lua-kong-nginx-module', 'Kong/lua-kong-nginx-module'],
    ['apisix-nginx-module', 'api7/apisix-nginx-module'],
    ['dynamic TLS records (a patch)', 'cloudflare/sslconfig', /^none$/],
    ['Tengine', 'alibaba/tengine', /^(?:src|modules)\/(?!mysql\/)/, undefined, /^(?:tengine-)?[23]/],
    ['Angie', 'webserver-llc/angie', /^src\/(?!mysql\/)/, undefined, /^Angie-/],
    ['freenginx', 'freenginx/nginx', /^src\/(?!mysql\/)/, undefined, /^release-1\.(?:2[6-9]|3)/],
  ] as const
).map(([name, repository, under, documents, tags]): Module => ({
  name,
  home: `https://github.com/${repository}`,
  ...(under === undefined ? {} : { under }),
  ...(documents === undefined ? {} : { documents }),
  ...(tags === undefined ? {} : { tags }),
}));

/** What their documentation names, where no table is read: contexts as in the data. */
export const documented: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  naxsi: unknownPlaces(
    'MainRule BasicRule CheckRule LearningMode SecRulesEnabled SecRulesDisabled DeniedUrl IgnoreIP IgnoreCIDR LibInjectionXss LibInjectionSql LibInjectionSQL NaxsiLogFile main_rule basic_rule check_rule learning_mode rules_enabled rules_disabled denied_url libinjection_xss libinjection_sql naxsi_log ignore_ip ignore_cidr',
  ),
  'nginx-push-stream-module': unknownPlaces(
    'push_stream_publisher push_stream_subscriber push_stream_websocket push_stream_channels_path push_stream_channels_statistics push_stream_shared_memory_size push_stream_channel_deleted_message_text push_stream_channel_inactivity_time push_stream_ping_message_text push_stream_timeout_with_body push_stream_message_ttl push_stream_max_subscribers_per_channel push_stream_max_messages_stored_per_channel push_stream_max_channel_id_length push_stream_max_number_of_channels push_stream_max_number_of_wildcard_channels push_stream_wildcard_channel_prefix push_stream_events_channel_id push_stream_store_messages push_stream_channel_info_on_publish push_stream_authorized_channels_only push_stream_header_template_file push_stream_header_template push_stream_message_template push_stream_footer_template push_stream_wildcard_channel_max_qtd push_stream_ping_message_interval push_stream_subscriber_connection_ttl push_stream_longpolling_connection_ttl push_stream_websocket_allow_publish push_stream_last_received_message_time push_stream_last_received_message_tag push_stream_last_event_id push_stream_user_agent push_stream_padding_by_user_agent push_stream_allowed_origins push_stream_allow_connections_to_events_channel',
  ),
  'nginx-vod-module': unknownPlaces(
    'vod vod_mode vod_status vod_multi_uri_suffix vod_segment_duration vod_upstream_location vod_max_upstream_headers_size vod_upstream_extra_args vod_fallback_upstream_location vod_proxy_header_name vod_proxy_header_value vod_metadata_cache vod_response_cache vod_mapping_cache vod_live_mapping_cache vod_live_response_cache vod_performance_counters vod_open_file_thread_pool vod_align_segments_to_key_frames vod_segment_count_policy vod_manifest_duration_policy vod_bootstrap_segment_durations vod_last_modified vod_last_modified_types vod_expires vod_secret_key vod_base_url vod_segments_base_url vod_hls_container_format vod_hls_absolute_index_urls vod_drm_enabled vod_apply_dynamic_mapping vod_cache_buffer_size vod_clip_from_param_name vod_clip_to_param_name vod_dash_absolute_manifest_urls vod_dash_duplicate_bitrate_threshold vod_dash_fragment_file_name_prefix vod_dash_init_file_name_prefix vod_dash_init_mp4_pssh vod_dash_manifest_file_name_prefix vod_dash_manifest_format vod_dash_profiles vod_dash_subtitle_format vod_dash_use_base_url_tag vod_drm_clear_lead_segment_count vod_drm_info_cache vod_drm_max_info_length vod_drm_request_uri vod_drm_single_key vod_drm_upstream_location vod_dynamic_clip_map_uri vod_dynamic_mapping_cache vod_encryption_iv_seed vod_expires_live vod_expires_live_time_dependent vod_force_continuous_timestamps vod_force_playlist_type_vod vod_force_sequence_index vod_gop_look_ahead vod_gop_look_behind vod_hds_absolute_manifest_urls vod_hds_fragment_file_name_prefix vod_hds_generate_moof_atom vod_hds_manifest_file_name_prefix vod_hls_absolute_iframe_urls vod_hls_absolute_master_urls vod_hls_encryption_key_file_name vod_hls_encryption_key_format vod_hls_encryption_key_format_versions vod_hls_encryption_key_uri vod_hls_encryption_method vod_hls_encryption_output_iv vod_hls_force_unmuxed_segments vod_hls_iframes_file_name_prefix vod_hls_index_file_name_prefix vod_hls_init_file_name_prefix vod_hls_master_file_name_prefix vod_hls_mpegts_align_frames vod_hls_mpegts_align_pts vod_hls_mpegts_id3_data vod_hls_mpegts_interleave_frames vod_hls_mpegts_output_id3_timestamps vod_hls_output_iframes_playlist vod_hls_segment_file_name_prefix vod_ignore_edit_list vod_initial_read_size vod_lang_param_name vod_live_window_duration vod_manifest_segment_durations_mode vod_max_frame_count vod_max_frames_size vod_max_mapping_response_size vod_max_metadata_size vod_media_set_map_uri vod_media_set_override_json vod_min_single_nalu_per_frame_segment vod_mss_duplicate_bitrate_threshold vod_mss_manifest_file_name_prefix vod_notification_uri vod_output_buffer_pool vod_parse_hdlr_name vod_parse_udta_name vod_path_response_postfix vod_path_response_prefix vod_redirect_segments_url vod_remote_upstream_location vod_segment_max_frame_count vod_source_clip_map_uri vod_speed_param_name vod_thumb_accurate_positioning vod_thumb_file_name_prefix vod_time_shift_param_name vod_tracks_param_name vod_volume_map_file_name_prefix vod_volume_map_interval',
  ),
  'nginx-datadog': unknownPlaces(
    'datadog_api_security_enabled datadog_api_security_proxy_sample_rate datadog_apm_tracing_enabled datadog_appsec_max_saved_output_data datadog_baggage_tags_enabled datadog_baggage_tags_keys datadog_disable_tag datadog_enable_tag datadog_location_operation_name datadog_operation_name datadog_fastcgi_propagate_context datadog_grpc_propagate_context datadog_propagate_context datadog_resource_renaming_always_simplified_endpoint datadog_resource_renaming_enabled datadog_rum datadog_rum_config datadog_tag datadog_trace_locations datadog_trust_incoming_span',
  ),
  'NGINX Plus': unknownPlaces(
    'app_protect_compressed_requests_action app_protect_cookie_seed app_protect_cpu_thresholds app_protect_dos_access_file app_protect_dos_api app_protect_dos_arb_fqdn app_protect_dos_enable app_protect_dos_monitor app_protect_dos_name app_protect_dos_policy_file app_protect_dos_security_log app_protect_dos_security_log_enable app_protect_enable app_protect_enforcer_address app_protect_failure_mode_action app_protect_physical_memory_util_thresholds app_protect_policy_file app_protect_reconnect_period_seconds app_protect_request_buffer_overflow_action app_protect_security_log app_protect_security_log_enable app_protect_user_defined_signatures',
  ),
  'nginx-secure-token-module': unknownPlaces(
    'secure_token secure_token_avoid_cookies secure_token_types secure_token_uri_filename_prefix secure_token_expires_time secure_token_cookie_token_expires_time secure_token_query_token_expires_time secure_token_last_modified secure_token_token_last_modified secure_token_content_type_m3u8 secure_token_content_type_f4m secure_token_content_type_mpd secure_token_encrypt_uri secure_token_encrypt_uri_key secure_token_encrypt_uri_iv secure_token_encrypt_uri_part secure_token_encrypt_uri_hash_size secure_token_tokenize_segments secure_token_akamai secure_token_cloudfront secure_token_broadpeak secure_token_cht secure_token_chinacache secure_token_iij_pta',
  ),
  'stream-echo-nginx-module': Object.fromEntries(
    'echo echo_duplicate echo_flush_wait echo_sleep echo_send_timeout echo_read_bytes echo_read_line echo_request_data echo_discard_request echo_read_buffer_size echo_read_timeout echo_client_error_log_level echo_lingering_close echo_lingering_time echo_lingering_timeout'
      .split(' ')
      .map((name) => [name, 'T']),
  ),
  ngx_devel_kit: unknownPlaces('upstream_list'),
  ngx_pagespeed: unknownPlaces('pagespeed'),
  'dynamic TLS records (a patch)': {
    ssl_dyn_rec_enable: 'hs',
    ssl_dyn_rec_timeout: 'hs',
    ssl_dyn_rec_size_lo: 'hs',
    ssl_dyn_rec_size_hi: 'hs',
    ssl_dyn_rec_threshold: 'hs',
  },
};

function unknownPlaces(names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, '?']));
}

/** Modules that anyone can build; everything else that the reference adds to nginx's own tables is commercial. */
export const separate = /^ngx_(http_acme|(http|stream)_js|otel)_module$/;
/** Words that are directives only inside a block of these modules, and ordinary words everywhere else. */
export const innerOnly = /^ngx_(http_acme|http_oidc|mgmt)_module$/;
export const outer = new Set(['acme_issuer', 'acme_shared_zone', 'acme_certificate', 'oidc_provider', 'auth_oidc', 'mgmt']);

/** nginx's own by now, and a module's before that. */
export const lateToNginx: ReadonlySet<string> = new Set(['sticky']);

/** Words of plain English that are directives all the same: others are only in blocks of their module. */
export const plainWords: ReadonlySet<string> = new Set(
  (
    'acme brotli check client clojure concat consul datadog drizzle dso echo fair fancyindex footer geoip2 goto iwrr keyval lua ' +
    'metric modsecurity multi opentelemetry opentracing pagespeed processes prometheus rtmp sticky sysguard testcookie trim ' +
    'upsync vnswrr vod zstd'
  ).split(' '),
);
